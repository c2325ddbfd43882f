// How this browser shows the studio: read from and written to its own storage.
const kept = (key, otherwise) => {
    try { return localStorage.getItem(key) ?? otherwise; } catch { return otherwise; }
};
const keep = (key, value) => {
    try { localStorage.setItem(key, value); } catch { /* storage may be switched off: then it holds until the page is left */ }
};
const isDark = theme => theme === "dark" || (theme !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);

export function read() {
    const theme = kept("hippogriff-theme", "system");
    return {
        theme, dark: isDark(theme), smooth: kept("hippogriff-smooth", "no") === "yes",
        wide: matchMedia("(min-width: 960px)").matches, still: matchMedia("(prefers-reduced-motion: reduce)").matches,
    };
}

export const printPage = () => print();

// Scrolls a row of tabs to the one that is shown.
export const reveal = row => row.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });

// Tells the page when the system turns dark or light, where the page follows it.
export function follow(page) {
    const ending = new AbortController();
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
        if (kept("hippogriff-theme", "system") !== "system") return;
        document.documentElement.dataset.theme = isDark("system") ? "dark" : "light";
        page.invokeMethodAsync("Follow").catch(() => { /* the page was left */ });
    }, { signal: ending.signal });
    return { end: () => ending.abort() };
}

// What stands in the forms and what was drawn: of this window, else of the one before. The server takes no more at once.
const Session = "hippogriff-session", MostBytes = 28_000;
export function session() {
    let text = "";
    try { text = sessionStorage.getItem(Session) ?? localStorage.getItem(Session) ?? ""; } catch { /* switched off */ }
    return new TextEncoder().encode(text).length > MostBytes ? "" : text;
}
export function keepSession(text) {
    for (const storage of ["sessionStorage", "localStorage"])
        try { window[storage].setItem(Session, text); } catch { /* switched off, or full */ }
}

// Where "/" leads: as was chosen, else to drawing for who has been there before.
export const start = () => kept("hippogriff-start", kept("hippogriff-been", "no") === "yes" ? "create" : "tour");
export const begin = where => keep("hippogriff-start", where);
export const been = () => keep("hippogriff-been", "yes");

// Puts an address into the bar that says what is shown; nothing is loaded, and Back leads where it led before.
export const settle = address => history.replaceState(history.state, "", address);

// Keeps the chosen language, for a year, where the server finds it.
export function speak(cookie, language) {
    document.cookie = `${cookie}=${language}; path=/; max-age=31536000; samesite=lax`;
    document.documentElement.lang = language;
}

export function write(view) {
    keep("hippogriff-theme", view.theme);
    keep("hippogriff-smooth", view.smooth ? "yes" : "no");
    const dark = isDark(view.theme);
    document.documentElement.dataset.theme = dark ? "dark" : "light";
    return { ...view, dark };
}

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

// Where "/" leads: as was chosen, else to drawing for who has been there before.
export const start = () => kept("hippogriff-start", kept("hippogriff-been", "no") === "yes" ? "create" : "tour");
export const begin = where => keep("hippogriff-start", where);
export const been = () => keep("hippogriff-been", "yes");

export function write(view) {
    keep("hippogriff-theme", view.theme);
    keep("hippogriff-smooth", view.smooth ? "yes" : "no");
    const dark = isDark(view.theme);
    document.documentElement.dataset.theme = dark ? "dark" : "light";
    return { ...view, dark };
}

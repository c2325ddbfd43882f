// Runs before anything is drawn, so that a dark room stays dark.
(() => {
    let theme = "system";
    try { theme = localStorage.getItem("hippogriff-theme") ?? "system"; } catch { /* storage may be switched off */ }
    const dark = theme === "dark" || (theme !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
    document.documentElement.dataset.theme = dark ? "dark" : "light";
    let start = "tour"; // as view.js says where "/" leads
    try {
        start = localStorage.getItem("hippogriff-start")
            ?? (localStorage.getItem("hippogriff-been") === "yes" ? "create" : "tour");
    } catch { /* storage may be switched off */ }
    if (location.pathname === "/") document.documentElement.dataset.start = start;
})();

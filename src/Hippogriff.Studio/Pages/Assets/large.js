// A picture over the page: arrow keys turn, Escape and a click beside it close.
export function show(dialog, page) {
    const ending = new AbortController();
    const on = (kind, work) => dialog.addEventListener(kind, work, { signal: ending.signal });
    const tell = (...call) => page.invokeMethodAsync(...call).catch(() => { /* the page was left */ });
    on("keydown", event => {
        const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
        if (!by || event.target.matches("input, select, textarea")) return;
        event.preventDefault();
        tell("Turn", by);
    });
    on("close", () => tell("Closed"));
    on("click", event => { if (event.target === dialog) dialog.close(); });
    dialog.showModal();
    return {
        end() {
            ending.abort();
            if (dialog.open) dialog.close();
        },
    };
}

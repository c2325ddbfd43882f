// Brings a window back to its circuit, or loads it anew where the server has forgotten it.
const dialog = document.getElementById("components-reconnect-modal");
const button = document.getElementById("reconnect-button");

dialog.addEventListener("components-reconnect-state-changed", event => {
    const state = event.detail.state;
    if (state === "show" && !dialog.open) dialog.showModal();
    else if (state === "hide") dialog.close();
    else if (state === "rejected") location.reload();
});

// What was painted before the circuit stood goes when the page itself is there.
const first = document.querySelector(".first-paint");
if (first) {
    const watcher = new MutationObserver(take);
    watcher.observe(document.body, { childList: true, subtree: true });
    take();
    function take() {
        if (!document.getElementById("main")) return;
        first.remove();
        watcher.disconnect();
    }
}

async function again() {
    button.disabled = true;
    try {
        if (!await Blazor.reconnect()) location.reload();
    } catch {
        /* still no answer: the button stays */
    } finally {
        button.disabled = false;
    }
}

button.addEventListener("click", again);
document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible" && dialog.open) again();
});

// Enter in a prompt draws, Shift+Enter makes a new line; Ctrl+Enter draws from any field of the form.
// Where numbers have a point, a comma that is typed into one becomes a point.
const point = (1.5).toLocaleString().includes(".");
export function attach(form) {
    form.addEventListener("beforeinput", event => {
        if (!point || event.data !== "," || !event.target.matches("input[type=number]")) return;
        event.preventDefault();
        document.execCommand("insertText", false, ".");
    });
    form.addEventListener("keydown", event => {
        if (event.key !== "Enter" || event.isComposing) return;
        const inPrompt = event.target.matches("textarea.prompt");
        if (!(event.ctrlKey || event.metaKey || (inPrompt && !event.shiftKey))) return;
        event.preventDefault();
        event.target.dispatchEvent(new Event("change", { bubbles: true })); // what was typed is told before it is used
        form.requestSubmit();
    });
}

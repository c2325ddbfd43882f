// Enter in a prompt draws, Shift+Enter makes a new line; Ctrl+Enter draws from any field of the form.
export function attach(form) {
    form.addEventListener("keydown", event => {
        if (event.key !== "Enter" || event.isComposing) return;
        const inPrompt = event.target.matches("textarea.prompt");
        if (!(event.ctrlKey || event.metaKey || (inPrompt && !event.shiftKey))) return;
        event.preventDefault();
        event.target.dispatchEvent(new Event("change", { bubbles: true })); // what was typed is told before it is used
        form.requestSubmit();
    });
}

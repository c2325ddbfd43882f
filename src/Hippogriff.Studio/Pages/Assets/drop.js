// A picture that is dropped or pasted anywhere on the page is taken as if it had been chosen in the field.
export function attach(field) {
    const ending = new AbortController(), input = field.querySelector("input[type=file]");
    const on = (kind, work) => document.addEventListener(kind, work, { signal: ending.signal });
    const picture = items => [...items ?? []].find(file => file.type.startsWith("image/"));
    function take(event, files) {
        const file = picture(files);
        if (!file) return;
        event.preventDefault();
        const taken = new DataTransfer();
        taken.items.add(file);
        input.files = taken.files;
        input.dispatchEvent(new Event("change", { bubbles: true }));
    }
    on("dragover", event => { if ([...event.dataTransfer?.types ?? []].includes("Files")) { event.preventDefault(); field.classList.add("dropping"); } });
    on("dragleave", () => field.classList.remove("dropping"));
    on("drop", event => { field.classList.remove("dropping"); take(event, event.dataTransfer?.files); });
    on("paste", event => take(event, event.clipboardData?.files));
    return { end: () => ending.abort() };
}

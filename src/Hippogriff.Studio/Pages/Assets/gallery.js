// Tells the page how many pictures stand beside one another, and brings it back to its place after Back or a reload.
export function attach(grid, page) {
    const ending = new AbortController();
    const gap = 16, least = 190;
    let told = 0, waiting = 0;

    function measure() {
        const width = grid.clientWidth;
        const columns = width < 420 ? 2 : Math.max(2, Math.floor((width + gap) / (least + gap)));
        if (columns === told || width === 0) return;
        told = columns;
        page.invokeMethodAsync("Fit", columns).then(() => {
            if (place > 0) requestAnimationFrame(() => { scrollTo(0, place); place = 0; });
        }).catch(() => { /* the page was left */ });
    }

    let place = history.state?.galleryPlace ?? 0;
    addEventListener("scroll", () => {
        clearTimeout(waiting);
        waiting = setTimeout(() => {
            if (!ending.signal.aborted) history.replaceState({ ...history.state, galleryPlace: scrollY }, "");
        }, 150);
    }, { passive: true, signal: ending.signal });
    const watcher = new ResizeObserver(measure);
    watcher.observe(grid);
    measure();
    return {
        end() {
            ending.abort();
            clearTimeout(waiting);
            watcher.disconnect();
        },
    };
}

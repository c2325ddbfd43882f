// Tells the page how many pictures stand beside one another and how high a row is, and brings it back to its place after Back or a reload.
export function attach(grid, page) {
    const ending = new AbortController();
    const gap = 16, least = 190;
    let told = "", waiting = 0;

    // What stands below a picture is as high on every tile, so all rows are as high and any place of the page is known at once.
    const caption = () => parseFloat(getComputedStyle(grid).getPropertyValue("--caption")) * parseFloat(getComputedStyle(document.documentElement).fontSize);

    function measure() {
        const width = grid.clientWidth;
        const columns = width < 420 ? 2 : Math.max(2, Math.floor((width + gap) / (least + gap)));
        const between = matchMedia("(max-width: 599px)").matches ? 10 : gap, row = (width - (columns - 1) * between) / columns + caption() + between;
        if (`${columns} ${row}` === told || width === 0) return;
        told = `${columns} ${row}`;
        page.invokeMethodAsync("Fit", columns, row).then(() => {
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

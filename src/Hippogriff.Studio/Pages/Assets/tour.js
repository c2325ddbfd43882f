// The tour's scrolling: tells the page which chapter has been reached, and leads to one.
const Kept = "hippogriff-tour";

export function played() {
    try { return (localStorage.getItem(Kept) ?? "").split(",").filter(n => n).map(Number).filter(Number.isInteger); } catch { return []; }
}

export function keep(chapters) {
    try { localStorage.setItem(Kept, [...chapters].join(",")); } catch { /* storage may be switched off */ }
}

export function attach(root, page, first) {
    const ending = new AbortController();
    const narrow = matchMedia("(max-width: 819px)");
    const still = matchMedia("(prefers-reduced-motion: reduce)");
    const chapters = [...root.querySelectorAll(".chapter")];
    const markOf = chapter => narrow.matches ? chapter : chapter.querySelector(".words");
    const bar = () => document.querySelector(".bar")?.getBoundingClientRect().height ?? 0;
    let now = 0, waiting = false, going = null;

    function look() {
        waiting = false;
        const line = innerHeight * 0.46;
        let reached = 0;
        chapters.forEach((chapter, i) => { if (markOf(chapter).getBoundingClientRect().top <= line) reached = i; });
        if (going !== null && reached !== going) return; // on the way past others
        going = null;
        if (reached === now) return;
        now = reached;
        page.invokeMethodAsync("Reached", Number(chapters[now].dataset.chapter)).catch(() => { /* the page was left */ });
    }

    function go(number, focus, smooth = true) {
        const chapter = chapters.find(one => Number(one.dataset.chapter) === number);
        if (!chapter) return;
        going = chapters.indexOf(chapter);
        scrollTo({ top: markOf(chapter).getBoundingClientRect().top + scrollY - bar(), behavior: smooth && !still.matches ? "smooth" : "instant" });
        if (focus) chapter.querySelector("h1, h2").focus({ preventScroll: true });
        soon();
    }

    function soon() {
        if (waiting) return;
        waiting = true;
        requestAnimationFrame(look);
    }

    const on = (target, kind, work, options = {}) => target.addEventListener(kind, work, { ...options, signal: ending.signal });
    on(window, "scroll", soon, { passive: true });
    on(window, "scrollend", () => { going = null; soon(); });
    on(window, "wheel", () => { going = null; }, { passive: true });
    on(window, "touchmove", () => { going = null; }, { passive: true });
    on(window, "resize", soon);
    on(document, "click", event => {
        const link = event.target.closest("a[data-go]");
        if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
        event.preventDefault(); // the page stays; only its place changes
        history.replaceState(history.state, "", link.href);
        go(Number(link.dataset.go), true);
    }, { capture: true });
    on(root, "focusin", event => { // who comes by Tab into a stage sees it
        const stage = event.target.closest(".stage");
        if (stage && chapters.indexOf(stage.parentElement) !== now) go(Number(stage.parentElement.dataset.chapter), false);
    });
    on(root, "keydown", event => {
        const row = event.target.closest("[data-arrows]");
        if (!row) return;
        const buttons = [...row.querySelectorAll("button")], at = buttons.indexOf(event.target);
        const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: buttons.length - 1 }[event.key];
        if (at < 0 || to === undefined) return;
        event.preventDefault();
        buttons[Math.max(0, Math.min(buttons.length - 1, to))].focus();
    });

    const named = chapters.find(chapter => "#" + chapter.querySelector(".words").id === location.hash);
    // a link that was followed before this script came leads to the chapter's title, too
    if (named) go(Number(named.dataset.chapter), true, false);
    else if (first > 0) go(first, false, false);
    soon();
    return { end: () => ending.abort() };
}

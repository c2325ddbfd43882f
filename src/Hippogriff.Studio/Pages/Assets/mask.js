// A mask over a picture, in the picture's own pixels: opaque where it is painted. Shown half transparent by the style sheet.
// The browser keeps it by the picture's name, so that it is there again after a reload.
const Kept = "hippogriff-mask", Colour = [255, 122, 60], MostUndos = 30, MostZoom = 8;
const storages = () => { try { return [sessionStorage, localStorage]; } catch { return []; } };
const recall = name => {
    for (const storage of storages())
        try {
            const kept = JSON.parse(storage.getItem(Kept) ?? "null");
            if (kept?.name === name) return kept.mask;
        } catch { /* damaged, or switched off */ }
    return null;
};
const keep = (name, mask) => {
    for (const storage of storages())
        try { storage.setItem(Kept, JSON.stringify({ name, mask })); } catch { /* full, or switched off */ }
};

export async function attach(stage, name, size, page) {
    const [sheet, image, canvas, ring] = [".mask-sheet", "img", "canvas", ".brush-ring"].map(part => stage.querySelector(part));
    const ending = new AbortController(), fingers = new Map();
    const on = (target, kind, work, options) => target.addEventListener(kind, work, { signal: ending.signal, ...options });
    await image.decode().catch(() => { });
    const [width, height] = [image.naturalWidth || 64, image.naturalHeight || 64];
    const context = canvas.getContext("2d", { willReadFrequently: true });
    stage.style.aspectRatio = `${width} / ${height}`;
    let brush = size, erase = false, last = null, zoom = 1, pinch = null, hiding = 0, keeping = 0;

    const mode = () => { context.globalCompositeOperation = erase ? "destination-out" : "source-over"; };
    const inPixels = () => Math.max(1, brush / 100 * Math.max(width, height));
    const place = event => {
        const box = canvas.getBoundingClientRect();
        return { x: (event.clientX - box.left) / box.width * width, y: (event.clientY - box.top) / box.height * height };
    };
    const stroke = (from, to) => {
        mode();
        context.strokeStyle = `rgb(${Colour})`;
        context.lineWidth = inPixels();
        context.beginPath();
        context.moveTo(from.x, from.y);
        context.lineTo(to.x + 0.01, to.y);
        context.stroke();
    };
    const pixels = () => context.getImageData(0, 0, width, height);
    const each = change => {
        const all = pixels();
        for (let i = 0; i < all.data.length; i += 4) change(all.data, i);
        return all;
    };
    const before = [];
    const remember = () => { before.push(pixels()); if (before.length > MostUndos) before.shift(); };
    const changed = () => {
        clearTimeout(keeping);
        keeping = setTimeout(() => keep(name, canvas.toDataURL()), 200);
    };
    const undo = () => {
        const was = before.pop();
        if (!was) return;
        context.putImageData(was, 0, 0);
        changed();
    };

    // The ring is as large as the brush, and stands where it would paint.
    function show(x, y) {
        clearTimeout(hiding);
        const across = inPixels() * canvas.clientWidth / width;
        Object.assign(ring.style, { left: `${x}px`, top: `${y}px`, width: `${across}px`, height: `${across}px` });
        ring.hidden = false;
    }
    const hide = () => { ring.hidden = true; };
    const point = event => {
        const box = canvas.getBoundingClientRect();
        show(event.clientX - box.left, event.clientY - box.top);
    };
    function demonstrate() {                                                           // in the middle, while the size is chosen
        show(stage.scrollLeft + stage.clientWidth / 2, stage.scrollTop + stage.clientHeight / 2);
        hiding = setTimeout(hide, 1200);
    }

    // What lies under a place of the window stays there.
    function enlarge(to, at) {
        const box = stage.getBoundingClientRect(), x = at?.x ?? box.left + box.width / 2, y = at?.y ?? box.top + box.height / 2;
        const under = place({ clientX: x, clientY: y });
        zoom = Math.min(MostZoom, Math.max(1, to));
        sheet.style.width = `${zoom * 100}%`;
        const now = canvas.getBoundingClientRect();
        stage.scrollBy(now.left + under.x / width * now.width - x, now.top + under.y / height * now.height - y);
        hide();
    }
    const tell = () => page.invokeMethodAsync("Zoomed", zoom).catch(() => { /* the page was left */ });
    const grip = () => {
        const [a, b] = [...fingers.values()];
        return { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2, apart: Math.max(1, Math.hypot(a.x - b.x, a.y - b.y)) };
    };

    on(document, "keydown", event => {
        if (!(event.ctrlKey || event.metaKey) || event.key !== "z" || event.target.matches("input:not([type=range]), textarea")) return;
        event.preventDefault();
        undo();
    });
    on(canvas, "pointerdown", event => {
        if (event.button !== 0) return;
        event.preventDefault();
        canvas.setPointerCapture(event.pointerId);
        fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
        if (fingers.size === 2) {                                                      // two fingers move and enlarge; what the first one began is undone
            if (last) undo();
            [last, pinch] = [null, { ...grip(), zoom }];
            hide();
        } else if (fingers.size === 1) {
            remember();
            last = place(event);
            stroke(last, last);
            point(event);
        }
    });
    on(canvas, "pointermove", event => {
        if (fingers.has(event.pointerId)) fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
        if (pinch && fingers.size === 2) {
            const now = grip();
            stage.scrollBy(pinch.x - now.x, pinch.y - now.y);
            enlarge(pinch.zoom * now.apart / pinch.apart, now);
            [pinch.x, pinch.y] = [now.x, now.y];
            return;
        }
        if (last || event.pointerType !== "touch") point(event);
        if (!last) return;
        for (const one of event.getCoalescedEvents?.() ?? [event]) {
            const now = place(one);
            stroke(last, now);
            last = now;
        }
    });
    for (const end of ["pointerup", "pointercancel"]) on(canvas, end, event => {
        fingers.delete(event.pointerId);
        if (pinch && fingers.size === 0) { pinch = null; tell(); }
        if (last) changed();
        last = null;
        if (event.pointerType === "touch") hide();
    });
    on(canvas, "pointerleave", () => { if (!last) hide(); });
    on(stage, "wheel", event => {
        if (!event.ctrlKey && !event.metaKey) return;                                  // else it scrolls
        event.preventDefault();
        enlarge(zoom * Math.exp(-event.deltaY * .002), { x: event.clientX, y: event.clientY });
        tell();
    }, { passive: false });

    const was = new Image();
    was.src = recall(name) ?? "";
    if (was.src) await was.decode().catch(() => { });
    [canvas.width, canvas.height] = [width, height];                                   // whoever sees these may begin
    context.lineCap = context.lineJoin = "round";
    if (was.naturalWidth) context.drawImage(was, 0, 0);

    return {
        brush(percent, erasing) {
            const sized = percent !== brush;
            [brush, erase] = [percent, erasing];
            if (sized) demonstrate();
        },
        zoom: to => enlarge(to),
        undo,
        clear() { remember(); context.clearRect(0, 0, width, height); changed(); },
        invert() {
            remember();
            context.putImageData(each((data, i) => { [data[i], data[i + 1], data[i + 2], data[i + 3]] = [...Colour, data[i + 3] > 127 ? 0 : 255]; }), 0, 0);
            changed();
        },
        rectangle(left, top, wide, high) {
            remember();
            mode();
            context.fillStyle = `rgb(${Colour})`;
            const at = (percent, side) => Math.round(percent / 100 * side);
            const [x, y] = [at(left, width), at(top, height)];
            context.fillRect(x, y, at(left + wide, width) - x, at(top + high, height) - y);
            changed();
        },
        painted() {
            let any = false;
            each((data, i) => { any ||= data[i + 3] > 127; });
            return any;
        },
        // White on black, without shades.
        async read() {
            const mask = each((data, i) => {
                const on = data[i + 3] > 127;
                data[i] = data[i + 1] = data[i + 2] = on ? 255 : 0;
                data[i + 3] = 255;
            });
            const paper = new OffscreenCanvas(width, height);
            paper.getContext("2d").putImageData(mask, 0, 0);
            return paper.convertToBlob({ type: "image/png" });
        },
        end() {
            ending.abort();
            if (keeping) { clearTimeout(keeping); keep(name, canvas.toDataURL()); }
        },
    };
}

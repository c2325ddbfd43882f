// A mask over a picture, in the picture's own pixels: opaque where it is painted. Shown half transparent by the style sheet.
export async function attach(image, canvas, size) {
    await image.decode().catch(() => { });
    canvas.width = image.naturalWidth || 64;
    canvas.height = image.naturalHeight || 64;
    const context = canvas.getContext("2d", { willReadFrequently: true });
    context.lineCap = context.lineJoin = "round";
    let brush = size, erase = false, last = null;

    const mode = () => { context.globalCompositeOperation = erase ? "destination-out" : "source-over"; };
    const colour = "#ff7a3c";
    const place = event => {
        const box = canvas.getBoundingClientRect();
        return { x: (event.clientX - box.left) / box.width * canvas.width, y: (event.clientY - box.top) / box.height * canvas.height };
    };
    const stroke = (from, to) => {
        mode();
        context.strokeStyle = colour;
        context.lineWidth = Math.max(1, brush / 100 * Math.max(canvas.width, canvas.height));
        context.beginPath();
        context.moveTo(from.x, from.y);
        context.lineTo(to.x + 0.01, to.y);
        context.stroke();
    };

    const before = [], Most = 30;
    const remember = () => { before.push(pixels()); if (before.length > Most) before.shift(); };
    const undo = () => { const last = before.pop(); if (last) context.putImageData(last, 0, 0); };
    const ending = new AbortController();
    document.addEventListener("keydown", event => {
        if (!(event.ctrlKey || event.metaKey) || event.key !== "z" || event.target.matches("input, textarea")) return;
        if (!canvas.isConnected) { ending.abort(); return; }
        event.preventDefault();
        undo();
    }, { signal: ending.signal });

    canvas.addEventListener("pointerdown", event => {
        if (event.button !== 0) return;
        remember();
        canvas.setPointerCapture(event.pointerId);
        last = place(event);
        stroke(last, last);
        event.preventDefault();
    });
    canvas.addEventListener("pointermove", event => {
        if (!last) return;
        for (const one of event.getCoalescedEvents?.() ?? [event]) {
            const now = place(one);
            stroke(last, now);
            last = now;
        }
    });
    for (const end of ["pointerup", "pointercancel"]) canvas.addEventListener(end, () => { last = null; });

    const pixels = () => context.getImageData(0, 0, canvas.width, canvas.height);
    const each = change => {
        const all = pixels();
        for (let i = 0; i < all.data.length; i += 4) change(all.data, i);
        return all;
    };

    return {
        brush(percent, erasing) { [brush, erase] = [percent, erasing]; },
        undo,
        clear() { remember(); context.clearRect(0, 0, canvas.width, canvas.height); },
        invert() {
            remember();
            context.putImageData(each((data, i) => { [data[i], data[i + 1], data[i + 2], data[i + 3]] = [255, 122, 60, data[i + 3] > 127 ? 0 : 255]; }), 0, 0);
        },
        rectangle(left, top, width, height) {
            remember();
            mode();
            context.fillStyle = colour;
            const at = (percent, side) => Math.round(percent / 100 * side);
            const [x, y] = [at(left, canvas.width), at(top, canvas.height)];
            context.fillRect(x, y, at(left + width, canvas.width) - x, at(top + height, canvas.height) - y);
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
            const sheet = new OffscreenCanvas(canvas.width, canvas.height);
            sheet.getContext("2d").putImageData(mask, 0, 0);
            return sheet.convertToBlob({ type: "image/png" });
        },
    };
}

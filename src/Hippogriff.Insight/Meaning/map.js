// A map of words: wheel, pinch and the plus and minus keys zoom, dragging and the arrow keys move, a search, and for each word those most alike.
// The page that `hippogriff map` writes holds this script; the studio loads it as a file. Parts are found by data-map: view (svg), find, whole, chosen, groups, figures.
export function attach(root, given) {
    const map = typeof given === "string" ? JSON.parse(given) : given;
    const part = name => root.querySelector(`[data-map="${name}"]`);
    const svg = part("view"), find = part("find"), ending = new AbortController();
    const on = (target, name, act, options) => target.addEventListener(name, act, { signal: ending.signal, ...options });
    const make = (name, attributes, parent) => {
        const made = document.createElementNS("http://www.w3.org/2000/svg", name);
        for (const key in attributes) made.setAttribute(key, attributes[key]);
        parent.append(made);
        return made;
    };
    const say = (name, text) => Object.assign(document.createElement(name), { textContent: text });

    const xs = map.points.map(p => p.x), ys = map.points.map(p => p.y), left = Math.min(...xs), upper = Math.min(...ys);
    const scale = 1000 / Math.max(Math.max(...xs) - left, Math.max(...ys) - upper, 1e-9);
    const X = x => (x - left) * scale, Y = y => (y - upper) * scale;
    const labels = [];                                                                 // names in the order in which they get room
    const label = (text, x, y, dy, size) => labels.push({ text, x: X(x), y: Y(y), dy, w: text.textContent.length * size * .58 + 4, h: size * 1.25 });
    const groups = make("g", {}, svg), signs = [];                                     // signs: what stays about as large as it is, wherever one looks from
    const sign = (parent, x, y, attributes) => {
        const g = make("g", attributes, parent);
        signs.push({ g, x: X(x), y: Y(y) });
        return g;
    };

    const later = [];
    const items = map.points.map((p, i) => {
        const { colour, name } = map.groups[p.group], side = p.picture ? 26 : 9;
        const g = sign(groups, p.x, p.y, { class: "point", tabindex: -1, role: "button", "aria-label": `${p.text}, ${name}` });
        make("rect", { x: -side / 2 - 1.5, y: -side / 2 - 1.5, width: side + 3, height: side + 3, rx: p.picture ? 3 : 6, fill: colour, stroke: colour }, g);
        if (p.picture) make("image", { href: p.picture, x: -side / 2, y: -side / 2, width: side, height: side }, g);
        const word = make("text", { y: side / 2 + 12, "font-size": 11 }, g);
        word.textContent = p.text;
        later.push(() => label(word, p.x, p.y, side / 2 + 8, 11));
        on(g, "click", () => choose(i));
        on(g, "keydown", e => { if (e.key === "Enter" || e.key === " ") { e.preventDefault(); choose(i); } });
        return g;
    });
    for (const l of map.labels) {
        const g = sign(groups, l.x, l.y, { class: "fixed" });
        const text = make("text", { class: "label", "font-size": 16, style: `--group:${map.groups[l.group].colour}` }, g);
        text.textContent = map.groups[l.group].name;
        label(text, l.x, l.y, -5, 16);
    }
    later.forEach(add => add());                                                       // groups first, then what is in them
    const way = make("g", { class: "trail" }, svg);
    for (const g of map.groups) {
        const item = say("li", g.name), spot = document.createElement("span");
        spot.style.background = g.colour;
        item.prepend(spot);
        part("groups").append(item);
    }
    part("figures").textContent = map.figures;

    let view;
    function show() {
        svg.setAttribute("viewBox", `${view.x} ${view.y} ${view.w} ${view.h}`);
        const across = Math.min(svg.clientWidth, svg.clientHeight * view.w / view.h) || 900;  // pixels that the view is wide
        const s = Math.min(1.6, Math.max(.25, view.w / 900)) * Math.max(1, 900 / across);     // they grow less than the map, and are no smaller on a phone
        for (const { g, x, y } of signs) g.setAttribute("transform", `translate(${x} ${y}) scale(${s})`);
        declutter(s);
    }
    // Of labels that would cover one another only the first is shown; the others come when there is room.
    function declutter(s) {
        const taken = [], free = (x, y, w, h) => taken.every(t => Math.abs(t.x - x) >= (t.w + w) / 2 || Math.abs(t.y - y) >= (t.h + h) / 2);
        for (const { text, x, y, dy, w, h } of labels) {
            const box = { x, y: y + dy * s, w: w * s, h: h * s }, there = text.isConnected && free(box.x, box.y, box.w, box.h);
            text.style.visibility = there ? "" : "hidden";
            if (there) taken.push(box);
        }
    }
    function whole() { view = { x: -60, y: -40, w: 1120, h: 1120 }; show(); }
    function zoom(factor, x, y) {
        const w = Math.min(1500, Math.max(40, view.w * factor)), f = w / view.w;
        view = { x: x + (view.x - x) * f, y: y + (view.y - y) * f, w, h: view.h * f };
        stay();
    }
    function move(dx, dy) { view.x += dx; view.y += dy; stay(); }
    function stay() {                                                                  // the middle of what is seen lies on the map
        view.x = Math.min(1000, Math.max(0, view.x + view.w / 2)) - view.w / 2;
        view.y = Math.min(1000, Math.max(0, view.y + view.h / 2)) - view.h / 2;
        show();
    }
    const at = e => new DOMPoint(e.clientX, e.clientY).matrixTransform(svg.getScreenCTM().inverse());

    const fingers = new Map();
    let moved = 0;
    on(svg, "wheel", e => { e.preventDefault(); const p = at(e); zoom(Math.exp(e.deltaY * .0015), p.x, p.y); }, { passive: false });
    on(svg, "pointerdown", e => { fingers.set(e.pointerId, at(e)); moved = 0; });
    on(svg, "pointermove", e => {
        if (!fingers.has(e.pointerId)) return;
        const now = at(e), before = fingers.get(e.pointerId);
        moved += Math.abs(e.movementX) + Math.abs(e.movementY);
        if (fingers.size === 2) {
            const other = [...fingers.entries()].find(f => f[0] !== e.pointerId)[1];
            zoom(Math.hypot(before.x - other.x, before.y - other.y) / Math.max(1, Math.hypot(now.x - other.x, now.y - other.y)), other.x, other.y);
        } else move(before.x - now.x, before.y - now.y);
        fingers.set(e.pointerId, at(e));
    });
    for (const end of ["pointerup", "pointercancel", "pointerleave"]) on(svg, end, e => fingers.delete(e.pointerId));
    on(svg, "click", e => { if (moved > 6) { e.stopPropagation(); moved = 0; } }, { capture: true }); // a drag that ends on a word chooses nothing
    on(svg, "keydown", e => {
        const step = view.w / 8, [x, y] = [view.x + view.w / 2, view.y + view.h / 2];
        const keys = { "+": () => zoom(.8, x, y), "=": () => zoom(.8, x, y), "-": () => zoom(1.25, x, y), ArrowLeft: () => move(-step, 0), ArrowRight: () => move(step, 0), ArrowUp: () => move(0, -step), ArrowDown: () => move(0, step) };
        if (!keys[e.key]) return;
        keys[e.key]();
        e.preventDefault();
    });
    on(part("whole"), "click", whole);

    function choose(i) {
        const p = map.points[i], list = document.createElement("ol");
        items.forEach((g, j) => g.classList.toggle("chosen", i === j));
        for (const n of p.near) {
            const item = document.createElement("li"), button = say("button", `${n.text} ${n.alike.toFixed(2)}`);
            button.type = "button";
            on(button, "click", () => choose(map.points.findIndex(q => q.text === n.text)));
            item.append(button);
            list.append(item);
        }
        part("chosen").replaceChildren(say("h2", p.text), say("p", `${map.groups[p.group].name}. Most alike, 1 is the same:`), list);
    }
    on(find, "input", () => {
        const wanted = find.value.trim().toLowerCase();
        items.forEach((g, i) => g.classList.toggle("faded", wanted !== "" && !map.points[i].text.toLowerCase().includes(wanted)));
        const found = map.points.findIndex(p => p.text.toLowerCase() === wanted);
        if (found >= 0) choose(found);
    });
    on(find, "keydown", e => {                                                         // Enter takes the first that is left
        const left = items.findIndex(g => !g.classList.contains("faded"));
        if (e.key === "Enter" && left >= 0) { e.preventDefault(); choose(left); }
    });

    /** Shows the way of a prompt, a stop a word; replaces the one before. */
    function trail(stops) {
        for (let i = signs.length - 1; i >= 0; i--) if (signs[i].g.parentNode === way) signs.splice(i, 1);
        way.replaceChildren();
        if (stops.length) make("polyline", { points: stops.map(t => `${X(t.x)},${Y(t.y)}`).join(" ") }, way);
        stops.forEach((t, i) => {
            const g = sign(way, t.x, t.y, {});
            make("circle", { r: 4 }, g);
            make("text", { y: -7, "font-size": 10 }, g).textContent = `${i + 1} ${t.text.split(" ").pop()}`;
        });
        show();
    }

    const resized = new ResizeObserver(show);
    whole();
    resized.observe(svg);
    ending.signal.addEventListener("abort", () => resized.disconnect());
    trail(map.trail);
    return { trail, end: () => ending.abort() };
}

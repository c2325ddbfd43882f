// A map of words: wheel, pinch and the plus and minus keys zoom, dragging and the arrow keys move, a search, and for each word those most alike.
// The page that `hippogriff map` writes holds this script; the studio loads it as a file. Parts are found by data-map: view (svg), find, whole, chosen, groups, figures.
// What it says is English, or as told: names of groups, the sentence above those most alike ({0}: the group), the mark of decimals, and the figures.
export function attach(root, given, told) {
    const map = typeof given === "string" ? JSON.parse(given) : given;
    const say = { groups: {}, alike: "{0}. Most alike, 1 is the same:", mark: ".", figures: map.figures, ...told };
    const nameOf = group => say.groups[map.groups[group].name] ?? map.groups[group].name;
    const part = name => root.querySelector(`[data-map="${name}"]`);
    const svg = part("view"), find = part("find"), ending = new AbortController();
    const on = (target, name, act, options) => target.addEventListener(name, act, { signal: ending.signal, ...options });
    const make = (name, attributes, parent) => {
        const made = document.createElementNS("http://www.w3.org/2000/svg", name);
        for (const key in attributes) made.setAttribute(key, attributes[key]);
        parent.append(made);
        return made;
    };
    const write = (name, text) => Object.assign(document.createElement(name), { textContent: text });

    const xs = map.points.map(p => p.x), ys = map.points.map(p => p.y), left = Math.min(...xs), upper = Math.min(...ys);
    // The map is as wide as the window is, and what would lie on one another is pushed apart; what lies between goes with what is near.
    const High = 1000, Edge = 60, across = () => Math.min(svg.clientWidth, svg.clientHeight * Whole / (High + 2 * Edge)) || 900;
    let Wide, Whole, pushed, anchors = [];
    const signScale = w => 1.1 * Math.max(w, .2 * Whole) / across();                    // signs stay as large on the screen, until one looks from very near
    const iconScale = w => Math.min(1, Math.max(.55, across() / 620 * Whole / w));      // pictures are smaller on a phone, until one looks from nearer
    const along = (v, from, values, length) => (v - from) / Math.max(Math.max(...values) - from, 1e-9) * length;
    const places = map.points.map(() => ({}));
    /** Finds the place of everything in the window as it is now. */
    function arrange() {
        Wide = High * Math.min(2, Math.max(.7, svg.clientWidth / svg.clientHeight || 1));
        Whole = Wide + 2 * Edge;
        pushed = spread(map.points.map(p => ({ x: along(p.x, left, xs, Wide), y: along(p.y, upper, ys, High), picture: p.picture })));
        pushed.forEach((p, i) => Object.assign(places[i], { x: p.x + p.dx, y: p.y + p.dy }));
        for (const { x, y, at } of anchors) Object.assign(at, placed(x, y));
    }
    function spread(start) {
        const now = start.map(p => ({ ...p })), unit = signScale(Whole) * iconScale(Whole);
        const side = p => (p.picture ? 32 : 12) * unit;
        for (let round = 0, any = true; any && round < 200; round++) {
            any = false;
            for (let i = 0; i < now.length; i++) for (let j = i + 1; j < now.length; j++) {
                const a = now[i], b = now[j], least = (side(a) + side(b)) / 2, dx = a.x - b.x || (i - j) * .01, dy = a.y - b.y || .01;
                const ox = least - Math.abs(dx), oy = least - Math.abs(dy);
                if (ox <= 0 || oy <= 0) continue;
                any = true;
                if (ox < oy) { const by = Math.sign(dx) * ox * .52; a.x += by; b.x -= by; }
                else { const by = Math.sign(dy) * oy * .52; a.y += by; b.y -= by; }
            }
            for (const p of now) { p.x = Math.min(Wide, Math.max(0, p.x)); p.y = Math.min(High, Math.max(0, p.y)); }
        }
        return start.map((p, i) => ({ x: p.x, y: p.y, dx: now[i].x - p.x, dy: now[i].y - p.y }));
    }
    function placed(x, y) {
        const at = { x: along(x, left, xs, Wide), y: along(y, upper, ys, High) };
        let sum = 0, dx = 0, dy = 0;
        for (const m of pushed) {
            const weight = 1 / ((m.x - at.x) ** 2 + (m.y - at.y) ** 2 + 1) ** 2;
            sum += weight; dx += weight * m.dx; dy += weight * m.dy;
        }
        return { x: at.x + dx / sum, y: at.y + dy / sum };
    }
    arrange();
    // A name beside its place, where there is room: below, above, to the right, to the left; "by" is how far off.
    const labels = [];
    const label = (text, at, by, size) => {
        const w = text.textContent.length * size * .58 + 4, h = size * 1.25;
        return { text, at, w, h, size, by };
    };
    const groups = make("g", {}, svg), signs = [];                                     // signs: what stays about as large as it is, wherever one looks from
    const sign = (parent, at, attributes) => {
        const g = make("g", attributes, parent);
        signs.push({ g, at });
        return g;
    };
    const clear = parent => {
        for (let i = signs.length - 1; i >= 0; i--) if (signs[i].g.parentNode === parent) signs.splice(i, 1);
        parent.replaceChildren();
    };

    const later = [], spots = [];                                                      // spots: what names do not cover
    const items = map.points.map((p, i) => {
        const { colour } = map.groups[p.group], name = nameOf(p.group), side = p.picture ? 26 : 9;
        const g = sign(groups, places[i], { class: "point", tabindex: -1, role: "button", "aria-label": `${p.text}, ${name}` });
        const icon = make("g", { class: "icon" }, g);
        make("rect", { x: -side / 2 - 1.5, y: -side / 2 - 1.5, width: side + 3, height: side + 3, rx: p.picture ? 3 : 6, fill: colour, stroke: colour }, icon);
        if (p.picture) make("image", { href: p.picture, x: -side / 2, y: -side / 2, width: side, height: side }, icon);
        const word = make("text", { class: "of-point", "font-size": 11 }, g);
        word.textContent = p.text;
        later.push(label(word, places[i], side / 2 + 2, 11));
        spots.push({ at: places[i], w: side, h: side });
        on(g, "pointerenter", e => { if (e.pointerType === "mouse") front(i); });
        on(g, "pointerleave", () => front(chosen));
        on(g, "focus", () => front(i));
        on(g, "blur", () => front(chosen));
        on(g, "click", () => choose(i));
        on(g, "keydown", e => { if (e.key === "Enter" || e.key === " ") { e.preventDefault(); choose(i); } });
        return g;
    });
    for (const l of map.labels) {
        const at = placed(l.x, l.y), g = sign(groups, at, { class: "fixed" });
        anchors.push({ x: l.x, y: l.y, at });
        const text = make("text", { class: "label", "font-size": 16, style: `--group:${map.groups[l.group].colour}` }, g);
        text.textContent = nameOf(l.group);
        labels.push(label(text, at, 0, 16));
    }
    labels.push(...later);                                                             // groups first, then what is in them
    const way = make("g", { class: "trail" }, svg), top = make("g", { class: "front" }, svg);
    let wayLabels = [], stops = [], chosen = -1;

    /** Shows one thing large and with its name, above all others. */
    function front(i) {
        clear(top);
        const p = map.points[i];
        if (p) {
            const g = sign(top, places[i], {}), half = p.picture ? 26 : 6, wide = Math.max(2 * half, p.text.length * 8 + 6);
            make("rect", { class: "paper", x: -wide / 2 - 4, y: -half - 4, width: wide + 8, height: 2 * half + 25, rx: 6 }, g);
            if (p.picture) make("image", { href: p.picture, x: -half, y: -half, width: 2 * half, height: 2 * half }, g);
            make("text", { y: half + 15, "font-size": 13 }, g).textContent = p.text;
        }
        show();
    }
    for (const g of map.groups) {
        const item = write("li", say.groups[g.name] ?? g.name), spot = document.createElement("span");
        spot.style.background = g.colour;
        item.prepend(spot);
        part("groups").append(item);
    }
    part("figures").textContent = say.figures;

    let view;
    function show() {
        svg.setAttribute("viewBox", `${view.x} ${view.y} ${view.w} ${view.h}`);
        const s = signScale(view.w), k = iconScale(view.w);
        for (const g of items) g.firstChild.setAttribute("transform", `scale(${k})`);
        for (const { g, at } of signs) g.setAttribute("transform", `translate(${at.x} ${at.y}) scale(${s})`);
        declutter(s, k);
    }
    // No name covers another one. One that finds no room is shown when its place is pointed at, or when one looks from nearer.
    function declutter(s, k) {
        const taken = [], shown = spots.map(t => ({ ...t.at, w: t.w * s * k, h: t.h * s * k }));
        const free = (box, from) => from.every(t => Math.abs(t.x - box.x) >= (t.w + box.w) / 2 || Math.abs(t.y - box.y) >= (t.h + box.h) / 2);
        for (const { text, at: { x, y }, w, h, size, by } of [...wayLabels, ...labels]) {
            const off = by * k, tries = by === 0
                ? [0, -24, 24, -48, 48, -80, 80, -120, 120, -160, 160].flatMap(dy => [0, -50, 50, -90, 90, -140, 140, -200, 200].map(dx => [dx, dy])).sort((a, b) => Math.hypot(...a) - Math.hypot(...b))
                : [[0, off + h / 2], [0, -off - h / 2], [off + w / 2, 0], [-off - w / 2, 0]];
            const at = tries.find(([dx, dy]) => {
                const box = { x: x + dx * s, y: y + dy * s, w: w * s, h: h * s };
                return Math.abs(box.x - view.x - view.w / 2) <= (view.w - box.w) / 2 && Math.abs(box.y - view.y - view.h / 2) <= (view.h - box.h) / 2 && free(box, taken) && free(box, shown) && taken.push(box);
            });
            text.style.visibility = at ? "" : "hidden";
            if (at) { text.setAttribute("x", at[0]); text.setAttribute("y", at[1] + size * .36); }
        }
    }
    function whole() { view = { x: -Edge, y: -Edge, w: Whole, h: High + 2 * Edge }; show(); }
    function zoom(factor, x, y) {
        const w = Math.min(1.3 * Wide, Math.max(40, view.w * factor)), f = w / view.w;
        view = { x: x + (view.x - x) * f, y: y + (view.y - y) * f, w, h: view.h * f };
        stay();
    }
    function move(dx, dy) { view.x += dx; view.y += dy; stay(); }
    function stay() {                                                                  // the middle of what is seen lies on the map
        view.x = Math.min(Wide, Math.max(0, view.x + view.w / 2)) - view.w / 2;
        view.y = Math.min(High, Math.max(0, view.y + view.h / 2)) - view.h / 2;
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
        chosen = i;
        front(i);
        items.forEach((g, j) => g.classList.toggle("chosen", i === j));
        for (const n of p.near) {
            const item = document.createElement("li"), button = write("button", `${n.text} ${n.alike.toFixed(2).replace(".", say.mark)}`);
            button.type = "button";
            on(button, "click", () => choose(map.points.findIndex(q => q.text === n.text)));
            item.append(button);
            list.append(item);
        }
        part("chosen").replaceChildren(write("h2", p.text), write("p", say.alike.replace("{0}", nameOf(p.group))), list);
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
    function trail(given) {
        stops = given;
        clear(way);
        wayLabels = [];
        if (stops.length) make("polyline", { points: stops.map(t => placed(t.x, t.y)).map(t => `${t.x},${t.y}`).join(" ") }, way);
        stops.forEach((t, i) => {
            const at = placed(t.x, t.y), g = sign(way, at, {});
            make("circle", { r: 4 }, g);
            const text = make("text", { "font-size": 11 }, g);
            text.textContent = `${i + 1} ${t.text.split(" ").pop()}`;
            wayLabels.unshift(label(text, at, 7, 11));                           // where it ends comes first
        });
        show();
    }

    // In a window of another size everything is placed anew; who had looked at the whole sees the whole.
    let size = "";
    const sized = () => `${svg.clientWidth} ${svg.clientHeight}`;
    const resized = new ResizeObserver(() => {
        if (sized() === size) return;
        const all = view.w === Whole && view.x === -Edge && view.y === -Edge, wide = Wide;
        size = sized();
        arrange();
        if (all) whole();
        else view = { ...view, x: (view.x + view.w / 2) / wide * Wide - view.w / 2 };
        trail(stops);
    });
    size = sized();
    whole();
    resized.observe(svg);
    ending.signal.addEventListener("abort", () => resized.disconnect());
    trail(map.trail);
    return { trail, end: () => ending.abort() };
}

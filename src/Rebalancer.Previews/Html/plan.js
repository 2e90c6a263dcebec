(() => {
  "use strict";
  const data = JSON.parse(document.getElementById("data").textContent);
  const rows = [...document.querySelectorAll("tr[data-host]")];
  const tools = document.querySelector(".tools");
  tools.hidden = false;

  const folds = [...document.querySelectorAll("details")];
  const filter = document.getElementById("filter");
  filter.addEventListener("input", () => {
    const wanted = filter.value.trim().toLowerCase();
    // An SVG element has no property of the name, only the attribute.
    for (const found of document.querySelectorAll("[data-find]")) found.toggleAttribute("hidden", wanted !== "" && !found.dataset.find.includes(wanted));
    // What a filter finds must not stay behind a fold; what the reader opened stays open.
    for (const fold of folds) {
      if (wanted !== "" && !fold.open && fold.querySelector("[data-find]:not([hidden])")) {
        fold.open = true;
        fold.dataset.opened = "";
      } else if (fold.dataset.opened !== undefined && (wanted === "" || !fold.querySelector("[data-find]:not([hidden])"))) {
        fold.open = false;
        delete fold.dataset.opened;
      }
    }
  });

  const slider = document.getElementById("moment");
  const shown = document.getElementById("moment-shown");
  const marks = [...document.querySelectorAll("line.now")];
  const cells = rows.map(row => ({ host: row.dataset.host, row, count: row.querySelector("td.num"), quantities: [...row.querySelectorAll("td.quantity")] }));
  const atRest = cells.map(cell => [cell.count.innerHTML, cell.quantities.map(quantity => quantity.innerHTML)]);
  const moments = [...new Set([0, data.end, ...data.moves.flatMap(move => [move.claim, move.end, move.release ?? move.end])])].sort((a, b) => a - b);
  let now = null;

  const clock = seconds => {
    const rounded = Math.round(seconds);
    return Math.floor(rounded / 3600) + ":" + String(Math.floor(rounded / 60) % 60).padStart(2, "0") + ":" + String(rounded % 60).padStart(2, "0");
  };
  const amount = (value, unit) => unit === "MiB" ? (value / 1024).toFixed(value < 102400 ? 1 : 0).replace(/\.0$/, "") : String(value);
  const bar = (used, capacity) => '<svg class="bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true"><rect class="stay" width="'
    + 100 * (capacity === 0 ? Math.min(1, used) : Math.min(1, used / capacity)) + '" height="10"/>' + (used > capacity ? '<rect class="over" width="100" height="10"/>' : "") + "</svg>";
  const tell = (done, under) => clock(now) + ", " + done + " of " + data.moves.length + " moves done"
    + (under.length === 0 ? "" : ", under way: " + under.slice(0, 5).join(", ") + (under.length > 5 ? " and " + (under.length - 5) + " more" : ""));

  const show = () => {
    const used = {};
    for (const [host, start] of Object.entries(data.hosts)) used[host] = { instances: start.instances, amounts: start.before.slice(), isBusy: false };
    const under = [];
    let done = 0;
    for (const move of data.moves) {
      const claimed = now >= move.claim;
      const released = move.release !== null && now >= move.release;
      if (claimed) {
        used[move.to].instances++;
        move.arrives.forEach((value, c) => { used[move.to].amounts[c] += value; });
      }
      if (released) {
        used[move.from].instances--;
        move.leaves.forEach((value, c) => { used[move.from].amounts[c] -= value; });
      }
      if (now >= move.end) done++;
      else if (claimed) under.push(move.name);
      if (claimed && now < (move.release ?? move.end)) used[move.from].isBusy = used[move.to].isBusy = true;
    }
    for (const { host, row, count, quantities } of cells) {
      row.classList.toggle("busy", used[host].isBusy);
      count.textContent = used[host].instances;
      quantities.forEach((quantity, c) => {
        const capacity = data.hosts[host].capacity[c];
        const value = used[host].amounts[c];
        quantity.innerHTML = (capacity > 0 || value > 0 ? bar(value, capacity) : "")
          + '<span class="amount">' + amount(value, data.classes[c]) + " / " + amount(capacity, data.classes[c]) + "</span>";
      });
    }
    for (const mark of marks) {
      const x = data.left + data.width * (data.end === 0 ? 0 : now / data.end);
      mark.setAttribute("visibility", "visible");
      mark.setAttribute("x1", x);
      mark.setAttribute("x2", x);
    }
    shown.value = tell(done, under);
  };
  const goTo = moment => {
    if (moment === undefined) return;
    now = moment;
    slider.value = data.end === 0 ? 0 : slider.max * now / data.end;
    show();
  };

  slider.addEventListener("input", () => {
    now = data.end * slider.value / slider.max;
    show();
  });
  document.getElementById("on").addEventListener("click", () => goTo(now === null ? 0 : moments.find(moment => moment > now)));
  document.getElementById("back").addEventListener("click", () => goTo(now === null ? data.end : moments.findLast(moment => moment < now)));
  document.getElementById("whole").addEventListener("click", () => {
    now = null;
    cells.forEach(({ row, count, quantities }, index) => {
      row.classList.remove("busy");
      count.innerHTML = atRest[index][0];
      quantities.forEach((quantity, c) => { quantity.innerHTML = atRest[index][1][c]; });
    });
    for (const mark of marks) mark.setAttribute("visibility", "hidden");
    slider.value = 0;
    shown.value = shown.defaultValue;
  });
})();

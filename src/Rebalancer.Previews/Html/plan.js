(() => {
  "use strict";
  const data = JSON.parse(document.getElementById("data").textContent);
  const rows = [...document.querySelectorAll("tr[data-host]")];
  for (const tools of document.querySelectorAll(".tools[hidden]")) tools.hidden = false;

  const filter = document.getElementById("filter");
  filter?.addEventListener("input", () => {
    const wanted = filter.value.trim().toLowerCase();
    for (const row of document.querySelectorAll("[data-find]")) row.hidden = wanted !== "" && !row.dataset.find.includes(wanted);
  });

  const slider = document.getElementById("moment");
  if (!slider) return;
  const shown = document.getElementById("moment-shown");
  const marks = [...document.querySelectorAll("line.now")];
  const clock = seconds => {
    const whole = Math.round(seconds);
    return Math.floor(whole / 3600) + ":" + String(Math.floor(whole / 60) % 60).padStart(2, "0") + ":" + String(whole % 60).padStart(2, "0");
  };
  const amount = (value, unit) => unit === "MiB" ? (value / 1024).toFixed(1).replace(/\.0$/, "") : String(value);
  const initial = rows.map(row => [...row.querySelectorAll("td.quantity")].map(cell => cell.innerHTML));

  const show = () => {
    const time = data.end * slider.value / slider.max;
    shown.value = clock(time);
    for (const mark of marks) {
      mark.setAttribute("visibility", "visible");
      const x = data.left + data.width * (data.end === 0 ? 0 : time / data.end);
      mark.setAttribute("x1", x);
      mark.setAttribute("x2", x);
    }
    const used = data.hosts.map(host => host.before.slice());
    const busy = new Set();
    for (const move of data.moves) {
      const claimed = time >= move.claim;
      const released = move.release !== null && time >= move.release;
      if (claimed) move.arrives.forEach((value, c) => { used[move.to][c] += value; });
      if (released) move.leaves.forEach((value, c) => { used[move.from][c] -= value; });
      if (claimed && !released) { busy.add(move.from); busy.add(move.to); }
    }
    rows.forEach((row, index) => {
      const host = Number(row.dataset.host);
      row.classList.toggle("busy", busy.has(host));
      row.querySelectorAll("td.quantity").forEach((cell, place) => {
        const capacity = data.hosts[host].capacity[place];
        const share = capacity === 0 ? 0 : Math.min(1, used[host][place] / capacity);
        cell.innerHTML = '<svg class="bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true"><rect class="stay" width="' + 100 * share + '" height="10"/></svg>';
        const text = document.createElement("span");
        text.className = "amount";
        text.textContent = amount(used[host][place], data.classes[place]) + " / " + amount(capacity, data.classes[place]) + (busy.has(host) ? " (moving)" : "");
        cell.append(text);
      });
    });
  };
  slider.addEventListener("input", show);
  document.getElementById("whole")?.addEventListener("click", () => {
    rows.forEach((row, index) => row.querySelectorAll("td.quantity").forEach((cell, place) => { cell.innerHTML = initial[index][place]; }));
    for (const mark of marks) mark.setAttribute("visibility", "hidden");
    slider.value = 0;
    shown.value = "";
  });
})();

// Runs before the first paint, so that neither the colour scheme nor the start screen flashes. Kept as a file: the page's policy allows no inline script.
(function () {
  var root = document.documentElement;
  try {
    var scheme = localStorage.getItem('wavepool.scheme');
    if (scheme === 'dark' || scheme === 'light') root.dataset.scheme = scheme;
  } catch {
    // Storage may be forbidden; then the system decides.
  }
  // A link that names a radio goes straight to the instrument.
  if (/[?&]radio=(sim|usb)(&|$)/.test(location.search)) root.dataset.start = 'radio';
})();

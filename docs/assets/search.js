// Stands before the theme's own program of the search, in its worker: the index of all pages is fetched when the
// first word is looked for, and not by every page that is opened. Until then the theme holds an empty one.
{
  const SET_UP = 0, READY = 1, QUERY = 2, answer = self.postMessage.bind(self);
  let started, last, waiting = false, here = false;
  const say = (data) => dispatchEvent(new MessageEvent("message", { data }));
  const fetched = async () => {
    const address = new URL(started.data.config.whole, location.href);
    const { config, docs } = await (await fetch(address)).json();
    await new Promise((ready) => {
      self.postMessage = (message) => (message.type === READY ? ready() : answer(message));
      say({ ...started, data: { ...started.data, config, docs } });
    });
    self.postMessage = answer;
  };
  addEventListener("message", async (event) => {
    const { type, data } = event.data;
    if (type === SET_UP) started ??= event.data;
    if (here || type !== QUERY || !data.trim() || !started?.data.config.whole) return;
    event.stopImmediatePropagation();
    last = event.data;
    if (waiting) return;  // it is on its way, and the last words count
    waiting = true;
    try {
      await fetched();
      here = true;
      say(last);
    } catch {}  // the next word tries again
    waiting = false;
  });
}

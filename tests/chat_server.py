"""A server that speaks OpenAI's chat completions, and says what a test wants it to say."""

import json
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class _Answers(BaseHTTPRequestHandler):
    def do_POST(self):
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.asked.append((asked, self.headers["Authorization"]))
        if self.server.failures:
            code, reason, *headers = self.server.failures.pop(0)
            self.send_response(code)
            for name, value in headers:
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(reason.encode())
            return
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        with self.server.answering():
            try:
                for line in self.server.lines(asked):
                    self.wfile.write(line)
                    self.wfile.flush()
            except OSError:
                self.server.left += 1

    def log_message(self, *_):
        pass


def words(asked):
    """A new word a token, forever; the same question gets the same answer."""
    seed = sum(asked["messages"][-1]["content"].encode())
    number = 0
    while True:
        number += 1
        yield f" w{seed * number % 997}"


def streamed(asked, tokens=words):
    """The lines of an answer of `max_tokens` tokens, or of as many as there are."""
    made, reason = 0, "stop"
    for token in tokens(asked):
        if made == asked.get("max_tokens", asked.get("max_completion_tokens")):
            reason = "length"
            break
        made += 1
        one = {"token": token, "logprob": -0.5}
        choice = {"index": 0, "delta": {"content": token}, "finish_reason": None}
        if asked.get("logprobs"):
            told = [one, {"token": "x", "logprob": -2.0}][: asked["top_logprobs"]]
            choice["logprobs"] = {"content": [{**one, "top_logprobs": told}]}
        yield event({"object": "chat.completion.chunk", "choices": [choice]})
    end = {"index": 0, "delta": {}, "finish_reason": reason}
    yield event({"object": "chat.completion.chunk", "choices": [end]})
    if "stream_options" in asked:
        usage = {"completion_tokens": made + (reason == "stop")}
        yield event({"object": "chat.completion.chunk", "choices": [], "usage": usage})
    yield b"data: [DONE]\n\n"


def event(said):
    return b"data: " + json.dumps(said).encode() + b"\n\n"


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), _Answers)
        self.asked, self.failures, self.lines = [], [], streamed
        self.left = self.now = self.most = 0
        self._counting = threading.Lock()
        self.url = f"http://127.0.0.1:{self.server_address[1]}/v1"

    @contextmanager
    def answering(self):
        """Counts how many are answered at once."""
        with self._counting:
            self.now += 1
            self.most = max(self.most, self.now)
        try:
            yield
        finally:
            with self._counting:
                self.now -= 1

    def handle_error(self, request, client_address):
        pass


@contextmanager
def chat_server():
    """The server: `asked` (body, key), `failures` to come, `lines` it answers with, who `left`."""
    server = _Server()
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()

"""Carry out jobs side by side. One that fails, or takes its process down, does not stop the others."""

from __future__ import annotations

from collections import deque
from collections.abc import Generator, Iterable
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, CancelledError, Future, wait

from cchc_gen.base.diagnostics import Diagnostic, Pos
from cchc_gen.batch.job import Job, Outcome, State, produce
from cchc_gen.batch.workers import Workers


def run(jobs: Iterable[Job], workers: Workers) -> Generator[Outcome, None, None]:
    """Carry out all jobs and yield each outcome as it comes; a job that fails gives B001.

    When a process dies, every job that was handed out may be what killed it: these are carried out
    again one by one, and the one that breaks its own workers is the one. Closing the iterator drops
    what has not begun and waits for what has, so that every file is whole.
    """
    waiting = deque(jobs)
    while waiting:
        suspects = yield from _run_until_broken(waiting, workers)
        for job in suspects:
            if (yield from _run_until_broken(deque([job]), workers)):
                yield _failed(job, "tiến trình soạn tệp này bị dừng giữa chừng, có thể do thiếu bộ nhớ")


def _run_until_broken(waiting: deque[Job], workers: Workers) -> Generator[Outcome, None, list[Job]]:
    """Carry out jobs until none waits, or until the workers break; return the jobs they held then."""
    held: dict[Future[Outcome], Job] = {}
    with workers.open() as executor:
        try:
            while waiting or held:
                while waiting and len(held) < workers.ahead:
                    future = executor.submit(produce, waiting[0])
                    held[future] = waiting.popleft()
                done, _ = wait(held, return_when=FIRST_COMPLETED)
                ended = [future for future in done if not _is_broken(future)]
                for future in ended:
                    yield _outcome(future, held.pop(future))
                if len(ended) < len(done):
                    break
        except BrokenExecutor:
            pass  # they broke while nothing was awaited: what they hold is returned all the same
        finally:
            for future in held:
                future.cancel()
    return list(held.values())


def _is_broken(future: Future[Outcome]) -> bool:
    return isinstance(_error(future), BrokenExecutor)


def _error(future: Future[Outcome]) -> BaseException | None:
    """Return what went wrong; a cluster that is lost cancels what it held."""
    return CancelledError() if future.cancelled() else future.exception()


def _outcome(future: Future[Outcome], job: Job) -> Outcome:
    error = _error(future)
    if error is None:
        return future.result()
    return _failed(job, f"công cụ hỏng khi soạn tệp này ({type(error).__name__})")


def _failed(job: Job, message: str) -> Outcome:
    hint = "soạn riêng tệp này để xem chi tiết"
    problem = Diagnostic(Pos(str(job.facts)), "B001", message, hint=hint)
    return Outcome(job, State.NOT_WRITTEN, problems=(problem,))

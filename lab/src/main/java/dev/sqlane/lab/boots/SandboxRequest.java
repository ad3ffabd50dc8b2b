package dev.sqlane.lab.boots;

import dev.sqlane.lab.boots.Sandboxes.SandboxFailedException;
import dev.sqlane.lab.process.Message;
import dev.sqlane.lab.process.WorkerProcess;
import dev.sqlane.lab.scenario.Failure;
import dev.sqlane.lab.strategy.Strategy;
import java.io.IOException;
import java.nio.file.Path;

/** What the host asks a worker process for, and how it reads the answer. */
final class SandboxRequest {
    private SandboxRequest() {}

    static void run(WorkerProcess worker, Strategy strategy, Path file, long sandbox, long gapMillis)
            throws SandboxFailedException, IOException, InterruptedException {
        Message request = Message.of(
                "do", "sandbox",
                "strategy", strategy.name(),
                "file", file,
                "sandbox", sandbox,
                "gapMillis", gapMillis);
        Message answer = worker.answer(request);
        if (!answer.text("outcome").equals("done")) {
            throw new SandboxFailedException(
                    new Failure(answer.text("kind"), answer.flag("busy"), answer.text("message")));
        }
    }

    static void stop(WorkerProcess worker) {
        worker.tell(Message.of("do", "stop"));
    }
}

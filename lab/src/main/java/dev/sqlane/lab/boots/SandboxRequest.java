package dev.sqlane.lab.boots;

import dev.sqlane.lab.boots.Sandboxes.SandboxFailedException;
import dev.sqlane.lab.process.Message;
import dev.sqlane.lab.process.WorkerProcess;
import dev.sqlane.lab.scenario.Failure;
import dev.sqlane.lab.strategy.Strategy;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ExecutionException;

/** What the host asks a worker process for, and how it reads the answer. */
final class SandboxRequest {
    private SandboxRequest() {}

    /** Tells the worker the settings of the Sqlane strategies, and waits until it is up. */
    static void configure(WorkerProcess worker, Map<String, String> database) throws IOException, InterruptedException {
        Message request = new Message(database).with("do", "configure");
        answer(worker, request);
    }

    static void run(WorkerProcess worker, Strategy strategy, Path file, long sandbox, long gapMillis)
            throws SandboxFailedException, IOException, InterruptedException {
        Message request = Message.of(
                "do", "sandbox",
                "strategy", strategy.name(),
                "file", file,
                "sandbox", sandbox,
                "gapMillis", gapMillis);
        Message answer = answer(worker, request);
        if (!answer.text("outcome").equals("done")) {
            throw new SandboxFailedException(
                    new Failure(answer.text("kind"), answer.flag("busy"), answer.text("message")));
        }
    }

    static void stop(WorkerProcess worker) {
        worker.tell(Message.of("do", "stop"));
    }

    private static Message answer(WorkerProcess worker, Message request) throws IOException, InterruptedException {
        try {
            return worker.ask(request).get();
        } catch (ExecutionException failure) {
            throw failure.getCause() instanceof IOException cause ? cause : new IOException(failure);
        }
    }
}

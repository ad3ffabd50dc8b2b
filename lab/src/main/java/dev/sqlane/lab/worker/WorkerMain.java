package dev.sqlane.lab.worker;

import dev.sqlane.lab.boots.SandboxEnd;
import dev.sqlane.lab.kills.UntilKilled;
import dev.sqlane.lab.process.Message;
import dev.sqlane.lab.process.MessageChannel;
import dev.sqlane.lab.scenario.Failure;
import dev.sqlane.lab.scenario.Stop;
import dev.sqlane.lab.stall.LockHolder;
import dev.sqlane.lab.strategy.Strategies;
import dev.sqlane.sqlite.SqliteConfiguration;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;

/**
 * The program of a worker process. Each request has a thread of its own:
 *
 * <ul>
 *   <li>{@code configure}: the other fields are the settings of the Sqlane strategies;
 *   <li>{@code sandbox}: run one sandbox's own end with a strategy on a file;
 *   <li>{@code stop}: make all sandboxes end that are running now;
 *   <li>{@code warm-up}: write a little into a new file;
 *   <li>{@code write}: write into a file with many threads until the process is killed, and answer only if something fails;
 *   <li>{@code hold}: take the write lock of a file, answer, and keep it for some time.
 * </ul>
 *
 * <p>It ends with its input, whatever is running then: as if the process had been killed.
 */
public final class WorkerMain {
    private final MessageChannel channel;

    /** Stops what is running now; replaced when it has been used. Touched by the serving thread only. */
    private Stop stop = new Stop();

    /** Made when {@code configure} comes, at once, and lasting. */
    private volatile Strategies strategies = new Strategies(SqliteConfiguration.defaults());

    private WorkerMain(MessageChannel channel) {
        this.channel = channel;
    }

    /** Serves requests until there are no more. */
    public static void main(String[] args) throws IOException {
        MessageChannel channel = new MessageChannel(System.in, System.out);
        // Nothing else may write into the answers.
        System.setOut(System.err);
        new WorkerMain(channel).serve();
        Runtime.getRuntime().halt(0);
    }

    private void serve() throws IOException {
        for (Message request = channel.next(); request != null; request = channel.next()) {
            Message current = request;
            switch (current.text("do")) {
                case "configure" -> {
                    configure(current);
                    channel.answer(current, Message.of("outcome", "done"));
                }
                case "stop" -> {
                    stop.stop();
                    stop = new Stop();
                    channel.answer(current, Message.of("outcome", "done"));
                }
                case "sandbox" -> {
                    Stop own = stop;
                    inThread(() -> channel.answer(current, sandbox(current, own)));
                }
                case "warm-up" -> inThread(() -> channel.answer(current, warmUp(current)));
                case "write" -> inThread(() -> channel.answer(current, write(current)));
                case "hold" -> inThread(() -> hold(current));
                default -> throw new IOException("unknown request " + current.fields());
            }
        }
    }

    private static void inThread(Runnable work) {
        Thread thread = new Thread(work);
        thread.setDaemon(true);
        thread.start();
    }

    private void configure(Message request) {
        Map<String, String> database = new HashMap<>(request.fields());
        database.remove("do");
        database.remove("id");
        if (!database.isEmpty()) {
            strategies = new Strategies(SqliteConfiguration.from(database));
        }
    }

    private Message sandbox(Message request, Stop own) {
        try {
            own.enter();
            SandboxEnd.run(
                    strategies.named(request.text("strategy")),
                    Path.of(request.text("file")),
                    request.number("sandbox"),
                    request.number("gapMillis"),
                    own);
            return Message.of("outcome", "done");
        } catch (SQLException | RuntimeException failure) {
            return failed(Failure.of(failure));
        } finally {
            own.leave();
        }
    }

    private Message warmUp(Message request) {
        try {
            UntilKilled.warmUp(strategies.named(request.text("strategy")), Path.of(request.text("file")));
            return Message.of("outcome", "done");
        } catch (SQLException | RuntimeException failure) {
            return failed(Failure.of(failure));
        }
    }

    private Message write(Message request) {
        try {
            return failed(UntilKilled.run(
                    strategies.named(request.text("strategy")),
                    Path.of(request.text("file")),
                    Path.of(request.text("told")),
                    (int) request.number("threads"),
                    (int) request.number("firstThread")));
        } catch (IOException | SQLException | RuntimeException failure) {
            return failed(Failure.of(failure));
        }
    }

    private void hold(Message request) {
        try {
            LockHolder.hold(
                    Path.of(request.text("file")),
                    request.number("millis"),
                    () -> channel.answer(request, Message.of("outcome", "done")));
        } catch (SQLException | InterruptedException failure) {
            channel.answer(request, failed(Failure.of(failure)));
        }
    }

    private static Message failed(Failure failure) {
        return Message.of(
                "outcome", "failed", "kind", failure.kind(), "busy", failure.busy(), "message", failure.message());
    }
}

package dev.sqlane.lab.kills;

import dev.sqlane.lab.process.Message;
import dev.sqlane.lab.process.WorkerProcess;
import dev.sqlane.lab.scenario.Failure;
import dev.sqlane.lab.strategy.Strategy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A process that is to be killed. It is started before it is needed, and writes a little into a file of its own first, so that what it
 * has to load is loaded, and the kill meets a process that is busy with its units.
 */
final class Victim implements AutoCloseable {
    private static final String ARCHIVE = "classes.jsa";
    private static final long LOOK_MILLIS = 1;
    private static final long PATIENCE_SECONDS = 60;

    private final WorkerProcess process;

    /** Its log, the file of its own, and the library that it unpacks and can't remove. */
    private final Path folder;

    private final int threads;
    private final CompletableFuture<Message> warm;
    private final Path told;

    /** Answered only if something fails before the kill; {@code null} before the process is asked to write. */
    private @Nullable CompletableFuture<Message> failure;

    private Victim(WorkerProcess process, Path folder, Strategy strategy, Map<String, String> database, int threads) {
        this.process = process;
        this.folder = folder;
        this.threads = threads;
        this.told = folder.resolve("told");
        process.tell(new Message(database).with("do", "configure"));
        this.warm = process.ask(
                Message.of("do", "warm-up", "strategy", strategy.name(), "file", folder.resolve("warm-up.db")));
    }

    /**
     * Starts one that is let end in order, and then leaves an archive of the classes that it has loaded, from which the others start
     * in half the time.
     */
    static Victim startArchiving(Path logs, Strategy strategy, Map<String, String> database, int threads)
            throws IOException {
        Path folder = Files.createTempDirectory(logs, "first-");
        WorkerProcess process = WorkerProcess.startArchiving(folder.resolve("log"), logs.resolve(ARCHIVE));
        return new Victim(process, folder, strategy, database, threads);
    }

    static Victim start(Path logs, Strategy strategy, Map<String, String> database, int threads) throws IOException {
        Path folder = Files.createTempDirectory(logs, "process-");
        WorkerProcess process = WorkerProcess.startFromArchive(folder.resolve("log"), logs.resolve(ARCHIVE));
        return new Victim(process, folder, strategy, database, threads);
    }

    /**
     * Waits until the process is up.
     *
     * @throws IOException if it could not even write into a file of its own
     */
    void awaitWarm() throws IOException, InterruptedException {
        Message answer = WorkerProcess.get(warm);
        if (!answer.text("outcome").equals("done")) {
            throw new IOException("a process failed before the file was given to it: " + answer.text("message"));
        }
    }

    /** Makes the process open the file and write with all threads. */
    void write(Strategy strategy, KilledFile file) throws IOException {
        Told.create(told, threads);
        failure = process.ask(Message.of(
                "do",
                "write",
                "strategy",
                strategy.name(),
                "file",
                file.path(),
                "told",
                told,
                "threads",
                threads,
                "firstThread",
                file.firstThread()));
    }

    /** Waits until a unit was acknowledged; returns {@code false} if something failed instead. */
    boolean awaitFirstUnit() throws IOException, InterruptedException {
        long begin = System.nanoTime();
        while (!failed()) {
            if (told().acknowledged() > 0) {
                return true;
            }
            if (System.nanoTime() - begin > TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS)) {
                throw new IllegalStateException("the strategy hangs: no unit was done in " + PATIENCE_SECONDS
                        + " s after the process had got the file");
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
        }
        return false;
    }

    /** Kills the process, and returns what failed before that; empty if it wrote until then. */
    Optional<Failure> kill() throws IOException, InterruptedException {
        Optional<Failure> failed = failed() ? Optional.of(said()) : Optional.empty();
        boolean alive = process.kill();
        return alive || failed.isPresent()
                ? failed
                : Optional.of(Failure.of(new IOException("the process had ended by itself")));
    }

    private boolean failed() {
        return failure != null && failure.isDone();
    }

    private Failure said() throws InterruptedException {
        try {
            Message said = WorkerProcess.get(Objects.requireNonNull(failure));
            return new Failure(said.text("kind"), said.flag("busy"), said.text("message"));
        } catch (IOException ended) {
            return Failure.of(ended);
        }
    }

    /** Returns what the threads were told so far. */
    Told told() throws IOException {
        return Told.read(told, threads);
    }

    /** Lets the process end if it was not killed, and removes what it has left. */
    @Override
    public void close() throws IOException {
        process.close();
        try (Stream<Path> left = Files.list(folder)) {
            for (Path file : left.toList()) {
                Files.deleteIfExists(file);
            }
        }
        Files.delete(folder);
    }
}

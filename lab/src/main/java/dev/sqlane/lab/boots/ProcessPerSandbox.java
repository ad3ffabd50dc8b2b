package dev.sqlane.lab.boots;

import dev.sqlane.lab.process.WorkerProcess;
import dev.sqlane.lab.strategy.Strategy;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * A process for each sandbox, started when the host has done its part, as the real thing does; starting it is part of the
 * boot. All boots run at once, but no more than {@link #STARTS_IN_FLIGHT} virtual machines are on their way up at a time:
 * a start is nothing but computing, so that more at once would not make any of them come up earlier, and hundreds would
 * fill the memory. Once up, any number run beside each other.
 *
 * <p>The real sandbox's process is a small native program. To come near to that, a first process runs the warm-up and
 * leaves an archive of the classes that it has loaded; the others load theirs from there.
 */
final class ProcessPerSandbox implements Sandboxes {
    private static final int STARTS_IN_FLIGHT = 4 * Runtime.getRuntime().availableProcessors();

    private final Path logs;
    private final Map<String, String> database;

    /** Fair: boots that came first start first. */
    private final Semaphore starts = new Semaphore(STARTS_IN_FLIGHT, true);

    private final Set<WorkerProcess> running = ConcurrentHashMap.newKeySet();

    private final Path archive;

    /** Runs the warm-up; {@code null} when that is over. */
    private volatile @Nullable WorkerProcess first;

    private ProcessPerSandbox(Path logs, Map<String, String> database, Path archive, WorkerProcess first) {
        this.logs = logs;
        this.database = database;
        this.archive = archive;
        this.first = first;
    }

    static ProcessPerSandbox start(Path logs, Map<String, String> database) throws IOException, InterruptedException {
        Path archive = logs.resolve("classes.jsa");
        WorkerProcess first = WorkerProcess.startArchiving(logs.resolve("first.log"), archive);
        try {
            first.configure(database);
            return new ProcessPerSandbox(logs, database, archive, first);
        } catch (IOException | InterruptedException | RuntimeException failure) {
            first.close();
            throw failure;
        }
    }

    @Override
    public void warm() {
        Objects.requireNonNull(first, "warm already").close();
        first = null;
    }

    @Override
    public void run(Strategy strategy, Path file, int boot, long sandbox, long gapMillis)
            throws SandboxFailedException, IOException, InterruptedException {
        WorkerProcess warming = first;
        if (warming != null) {
            SandboxRequest.run(warming, strategy, file, sandbox, gapMillis);
            return;
        }
        try (WorkerProcess worker = start(boot)) {
            running.add(worker);
            try {
                SandboxRequest.run(worker, strategy, file, sandbox, gapMillis);
            } finally {
                running.remove(worker);
            }
        }
    }

    private WorkerProcess start(int boot) throws IOException, InterruptedException {
        starts.acquire();
        try {
            WorkerProcess worker = WorkerProcess.startFromArchive(logs.resolve("sandbox-" + boot + ".log"), archive);
            try {
                worker.configure(database);
                return worker;
            } catch (IOException | InterruptedException | RuntimeException failure) {
                worker.close();
                throw failure;
            }
        } finally {
            starts.release();
        }
    }

    @Override
    public void stop() {
        running.forEach(SandboxRequest::stop);
    }

    @Override
    public void close() {
        WorkerProcess warming = first;
        if (warming != null) {
            warming.close();
        }
        running.forEach(WorkerProcess::close);
    }
}

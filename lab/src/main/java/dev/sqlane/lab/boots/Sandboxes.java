package dev.sqlane.lab.boots;

import dev.sqlane.lab.scenario.Failure;
import dev.sqlane.lab.strategy.Strategy;
import java.io.IOException;
import java.nio.file.Path;

/** Where the sandboxes' own ends run. Safe for use by many threads. */
interface Sandboxes extends AutoCloseable {
    /**
     * Runs one sandbox in another process and returns when it has ended without an error.
     *
     * @throws SandboxFailedException if it failed
     * @throws IOException if its process ended
     * @throws InterruptedException if the thread was interrupted while it waited
     */
    void run(Strategy strategy, Path file, int boot, long sandbox, long gapMillis)
            throws SandboxFailedException, IOException, InterruptedException;

    /** Ends the warm-up: what runs from now on is measured. */
    void warm();

    /** Makes all running sandboxes end as soon as they can. */
    void stop();

    @Override
    void close();

    /** A sandbox saw an error and gave up. */
    final class SandboxFailedException extends Exception {
        private static final long serialVersionUID = 1L;

        private final transient Failure failure;

        SandboxFailedException(Failure failure) {
            super(failure.message());
            this.failure = failure;
        }

        Failure failure() {
            return failure;
        }
    }
}

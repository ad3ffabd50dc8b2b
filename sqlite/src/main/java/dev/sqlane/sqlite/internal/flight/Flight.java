package dev.sqlane.sqlite.internal.flight;

import dev.sqlane.Role;
import dev.sqlane.Task;
import dev.sqlane.sqlite.Checkpoint;
import java.nio.file.Path;
import java.time.Duration;

/** What is recorded of one database. A span that nobody records is {@link Span#NONE}, at the cost of a look at a flag. */
public interface Flight {
    /** Records nothing: for a JVM without the module {@code jdk.jfr}, which small run-time images leave out. */
    Flight NONE = new Flight() {
        @Override
        public Span queue(Role role, Task task) {
            return Span.NONE;
        }

        @Override
        public Span lock(Task task) {
            return Span.NONE;
        }

        @Override
        public Span run(Role role, Task task) {
            return Span.NONE;
        }

        @Override
        public boolean recordsCommits() {
            return false;
        }

        @Override
        public Span commit(Task task, int units, Duration held) {
            return Span.NONE;
        }

        @Override
        public void checkpointStarted() {}

        @Override
        public void checkpointed(Checkpoint checkpoint) {}
    };

    /** Returns what records a database. */
    static Flight of(Path database) {
        // No class of the recorder is loaded before it is known to be there.
        return ModuleLayer.boot().findModule("jdk.jfr").isPresent() ? new JdkFlight(database) : NONE;
    }

    /** A caller asks for a connection, until it has one. */
    Span queue(Role role, Task task);

    /** The write lock is asked for, until it is had. */
    Span lock(Task task);

    /** The work of a unit runs. */
    Span run(Role role, Task task);

    /** Tells whether commits are recorded, so that a transaction need not be measured otherwise. */
    boolean recordsCommits();

    /** A COMMIT is sent, until it is answered. */
    Span commit(Task task, int units, Duration held);

    /** A checkpoint begins. One runs at a time. */
    void checkpointStarted();

    /** The checkpoint that began last has ended. */
    void checkpointed(Checkpoint checkpoint);
}

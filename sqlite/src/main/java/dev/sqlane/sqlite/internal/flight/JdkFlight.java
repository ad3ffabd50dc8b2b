package dev.sqlane.sqlite.internal.flight;

import dev.sqlane.Holder;
import dev.sqlane.Role;
import dev.sqlane.Task;
import dev.sqlane.sqlite.Checkpoint;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Records by JDK Flight Recorder. */
final class JdkFlight implements Flight {
    private final String database;

    /** Null to an event and back. Used by the checkpoint's run, of which there is one at a time. */
    private @Nullable CheckpointEvent checkpoint;

    JdkFlight(Path database) {
        this.database = database.toString();
    }

    @Override
    public Span queue(Role role, Task task) {
        return begun(new QueueEvent(), role, task);
    }

    @Override
    public Span lock(Task task) {
        return begun(new LockEvent(), Role.WRITE, task);
    }

    @Override
    public Span run(Role role, Task task) {
        return begun(new RunEvent(), role, task);
    }

    private Span begun(TaskEvent event, Role role, Task task) {
        if (!event.isEnabled()) {
            return Span.NONE;
        }
        event.database = database;
        event.pool = role.poolName();
        event.task = task.name();
        event.begin();
        return event;
    }

    @Override
    public boolean recordsCommits() {
        return new CommitEvent().isEnabled();
    }

    @Override
    public Span commit(Task task, int units, Duration held) {
        CommitEvent event = new CommitEvent();
        event.units = units;
        event.lockHeld = held.toNanos();
        return begun(event, Role.WRITE, task);
    }

    @Override
    public void checkpointStarted() {
        CheckpointEvent event = new CheckpointEvent();
        if (event.isEnabled()) {
            event.begin();
            checkpoint = event;
        }
    }

    @Override
    public void checkpointed(Checkpoint done) {
        CheckpointEvent event = checkpoint;
        checkpoint = null;
        if (event != null && event.shouldCommit()) {
            event.database = database;
            event.emptied = done.emptied();
            event.pages = done.pages();
            event.moved = done.moved();
            event.blockedBy = done.blockedBy().map(Holder::task).orElse(null);
            event.commit();
        }
    }
}

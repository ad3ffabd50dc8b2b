package dev.sqlane.sqlite.internal.flight;

import jdk.jfr.Event;
import jdk.jfr.Label;
import org.jspecify.annotations.Nullable;

/** What the events of a task have in common. The fields have the visibility that the recorder asks of those it inherits. */
abstract class TaskEvent extends Event implements Span {
    @Label("Task")
    @Nullable
    String task;

    @Label("Pool")
    @Nullable
    String pool;

    @Label("Database")
    @Nullable
    String database;

    @Label("Failure")
    @Nullable
    String failure;

    @Override
    public void end(@Nullable Throwable thrown) {
        end();
        if (shouldCommit()) {
            // Not the message, which may quote what somebody stored.
            failure = thrown == null ? null : thrown.getClass().getName();
            commit();
        }
    }
}

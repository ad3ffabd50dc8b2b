package dev.sqlane.sqlite.internal.flight;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;

@Name("dev.sqlane.Checkpoint")
@Label("Checkpoint")
@Description("A checkpoint in the background, its wait for the write queue included")
@Category("Sqlane")
@StackTrace(false)
final class CheckpointEvent extends Event {
    @Label("Database")
    @Nullable
    String database;

    @Label("Emptied")
    @Description("Whether the log was emptied")
    boolean emptied;

    @Label("Pages")
    @Description("How many pages the log held")
    long pages;

    @Label("Moved")
    @Description("How many of them are in the database file now")
    long moved;

    @Label("Blocked By")
    @Description("The task of the oldest reader, where the log could not be emptied though it was to be")
    @Nullable
    String blockedBy;
}

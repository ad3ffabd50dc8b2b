package dev.sqlane.sqlite.internal.flight;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Threshold;
import jdk.jfr.Timespan;

@Name("dev.sqlane.Commit")
@Label("Commit")
@Description("COMMIT of a write transaction; the task is the one that began it")
@Category("Sqlane")
@StackTrace(false)
@Threshold("10 ms")
final class CommitEvent extends TaskEvent {
    @Label("Units")
    @Description("How many units shared the transaction")
    int units;

    @Label("Lock Held")
    @Description("How long the transaction had the write lock before its COMMIT was sent")
    @Timespan(Timespan.NANOSECONDS)
    long lockHeld;
}

package dev.sqlane.micrometer;

import dev.sqlane.BusyException;
import dev.sqlane.ClosedException;
import dev.sqlane.DeadlineException;
import dev.sqlane.Events;
import dev.sqlane.MisuseException;
import dev.sqlane.Role;
import dev.sqlane.SqlaneException;
import dev.sqlane.Task;
import dev.sqlane.WaitInterruptedException;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The meters that are fed by what happens, whatever the engine. */
class UnitMeters implements Events {
    private final Registration meters;
    private final PoolTimers read;
    private final PoolTimers write;
    private final Timer lockWait;
    private final Timer lockHold;
    private final Timer commits;
    private final DistributionSummary groupSize;
    private final Counter afterCommitFailures;

    /**
     * @param taskNames how many names of tasks are told apart; 0 where none is a tag
     */
    UnitMeters(Registration meters, int taskNames) {
        this.meters = meters;
        this.read = new PoolTimers(meters, Role.READ, taskNames);
        this.write = new PoolTimers(meters, Role.WRITE, taskNames);
        this.lockWait = meters.timer(
                "sqlane.lock.wait", "How long other connections and processes kept the write lock from a transaction");
        this.lockHold = meters.timer("sqlane.lock.hold", "How long a transaction had the write lock");
        this.commits = meters.timer("sqlane.commit", "How long COMMIT took");
        this.groupSize = meters.summary("sqlane.group.size", "units", "How many units shared a committed transaction");
        this.afterCommitFailures = meters.counter(
                "sqlane.after.commit.failures", "actions", "Actions after a commit that failed; the commit stands");
    }

    /** The timers of one pool. */
    private static final class PoolTimers {
        private final TaskTimers acquire;
        private final TaskTimers usage;
        private final Timer queueWait;

        PoolTimers(Registration meters, Role role, int taskNames) {
            Registration ofPool = meters.with("role", StatisticsMeters.tag(role));
            this.acquire = new TaskTimers(
                    taskNames,
                    tags -> ofPool.timer(
                            "sqlane.connections.acquire",
                            "From the call until the unit starts: queue and lock together",
                            tags));
            this.usage = new TaskTimers(
                    taskNames,
                    tags -> ofPool.timer(
                            "sqlane.connections.usage",
                            "From the start of a unit until its end, for a write up to its COMMIT",
                            tags));
            this.queueWait =
                    ofPool.timer("sqlane.queue.wait", "How long those queued who did not get a connection at once");
        }
    }

    private PoolTimers pool(Role role) {
        return role == Role.READ ? read : write;
    }

    @Override
    public void waitEnded(Role role, Task task, Duration waited) {
        pool(role).queueWait.record(waited);
    }

    @Override
    public void unitStarted(Role role, Task task, Duration waited) {
        pool(role).acquire.of(task).record(waited);
    }

    @Override
    public void unitEnded(Role role, Task task, Duration held, @Nullable Throwable failure) {
        pool(role).usage.of(task).record(held);
    }

    @Override
    public void unitRefused(Role role, Task task, Duration waited, SqlaneException reason) {
        meters.counter(
                        "sqlane.refusals",
                        "units",
                        "Units that gave up before they started, by why",
                        "role",
                        StatisticsMeters.tag(role),
                        "reason",
                        nameOf(reason))
                .increment();
    }

    private static String nameOf(SqlaneException reason) {
        if (reason instanceof DeadlineException) {
            return "deadline";
        } else if (reason instanceof BusyException) {
            return "busy";
        } else if (reason instanceof WaitInterruptedException) {
            return "interrupted";
        } else if (reason instanceof ClosedException) {
            return "closed";
        } else if (reason instanceof MisuseException) {
            return "misuse";
        }
        return "other";
    }

    @Override
    public void transactionBegun(Task task, Duration waited) {
        lockWait.record(waited);
    }

    @Override
    public void transactionEnded(Task task, int units, Duration held, @Nullable Duration commit) {
        lockHold.record(held);
        if (commit != null) {
            commits.record(commit);
            groupSize.record(units);
        }
    }

    @Override
    public void busy(Role role, Task task, int resultCode, Duration waited) {
        meters.counter(
                        "sqlane.busy",
                        "answers",
                        "Answers that another connection or process has a lock, by the database's own code",
                        "role",
                        StatisticsMeters.tag(role),
                        "code",
                        Integer.toString(resultCode))
                .increment();
    }

    @Override
    public void afterCommitFailed(Task task, Throwable failure) {
        afterCommitFailures.increment();
    }
}

package dev.sqlane.sqlite.internal;

import dev.sqlane.Events;
import dev.sqlane.Holder;
import dev.sqlane.Role;
import dev.sqlane.SqlaneException;
import dev.sqlane.Task;
import dev.sqlane.sqlite.Checkpoint;
import dev.sqlane.sqlite.SqliteEvents;
import dev.sqlane.sqlite.internal.flight.Flight;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Passes events to the listeners, the one that was configured first, and to the log. What a listener throws is logged and dropped, so that
 * none can break a transaction or keep the others from hearing; nor can a log that fails. What is recorded by JDK Flight Recorder begins here too.
 */
final class EventHub implements Events {
    private static final Logger LOG = LoggerFactory.getLogger("dev.sqlane");

    private final Path path;
    private final Flight flight;
    private final CopyOnWriteArrayList<Events> listeners = new CopyOnWriteArrayList<>();

    EventHub(Path path, Events configured) {
        this.path = path;
        this.flight = Flight.of(path);
        if (configured != Events.NONE) {
            listeners.add(configured);
        }
    }

    void addListener(Events listener) {
        listeners.addIfAbsent(listener);
    }

    void removeListener(Events listener) {
        listeners.remove(listener);
    }

    /** Tells whether anybody listens to what happens with every unit, so that the arguments need not be made otherwise. */
    boolean isListening() {
        return !listeners.isEmpty() || LOG.isTraceEnabled();
    }

    Flight flight() {
        return flight;
    }

    /** A log that fails is no reason to lose a connection. */
    private static void log(Runnable line) {
        try {
            line.run();
        } catch (Throwable e) {
            // There is nobody left to tell it to.
        }
    }

    private void tell(Consumer<Events> event) {
        for (Events listener : listeners) {
            try {
                event.accept(listener);
            } catch (Throwable e) {
                log(() -> LOG.warn("{}: a listener to events failed; the event is dropped", path, e));
            }
        }
    }

    private void tellSqlite(Consumer<SqliteEvents> event) {
        tell(events -> {
            if (events instanceof SqliteEvents sqlite) {
                event.accept(sqlite);
            }
        });
    }

    @Override
    public void waitStarted(Role role, Task task) {
        tell(events -> events.waitStarted(role, task));
    }

    @Override
    public void waitEnded(Role role, Task task, Duration waited) {
        tell(events -> events.waitEnded(role, task, waited));
    }

    @Override
    public void unitStarted(Role role, Task task, Duration waited) {
        log(() -> LOG.trace("{}: {}: \"{}\" started after {}", path, role.poolName(), task.name(), waited));
        tell(events -> events.unitStarted(role, task, waited));
    }

    @Override
    public void unitEnded(Role role, Task task, Duration held, @Nullable Throwable failure) {
        log(() -> LOG.trace("{}: {}: \"{}\" ended after {}", path, role.poolName(), task.name(), held, failure));
        tell(events -> events.unitEnded(role, task, held, failure));
    }

    @Override
    public void unitRefused(Role role, Task task, Duration waited, SqlaneException reason) {
        log(() -> LOG.debug("{}: {}", path, reason.getMessage()));
        tell(events -> events.unitRefused(role, task, waited, reason));
    }

    @Override
    public void transactionBegun(Task task, Duration waited) {
        log(() -> LOG.trace("{}: \"{}\" has the write lock after {}", path, task.name(), waited));
        tell(events -> events.transactionBegun(task, waited));
    }

    @Override
    public void transactionEnded(Task task, int units, Duration held, @Nullable Duration commit) {
        log(() -> LOG.trace(
                "{}: the transaction begun by \"{}\" ended after {}, with {} units: {}",
                path,
                task.name(),
                held,
                units,
                commit == null ? "rolled back" : "committed"));
        tell(events -> events.transactionEnded(task, units, held, commit));
    }

    @Override
    public void busy(Role role, Task task, int resultCode, Duration waited) {
        log(() -> LOG.trace(
                "{}: {}: \"{}\" met a lock ({}) after {}", path, role.poolName(), task.name(), resultCode, waited));
        tell(events -> events.busy(role, task, resultCode, waited));
    }

    @Override
    public void replayed(Task task, SQLException cause) {
        log(() -> LOG.debug("{}: \"{}\" runs again: {}", path, task.name(), cause.toString()));
        tell(events -> events.replayed(task, cause));
    }

    @Override
    public void connectionOpened(Role role) {
        log(() -> LOG.debug("{}: {}: connection opened", path, role.poolName()));
        tell(events -> events.connectionOpened(role));
    }

    @Override
    public void connectionClosed(Role role, String reason, boolean doubt) {
        log(() -> LOG.debug("{}: {}: connection closed: {}", path, role.poolName(), reason));
        tell(events -> events.connectionClosed(role, reason, doubt));
    }

    @Override
    public void connectionLeaked(Role role, Duration held, Throwable borrowed) {
        log(() -> LOG.warn(
                "{}: {}: a JDBC connection was lost without close after {} ms and has been taken back; it was borrowed here",
                path,
                role.poolName(),
                held.toMillis(),
                borrowed));
        tell(events -> events.connectionLeaked(role, held, borrowed));
    }

    @Override
    public void afterCommitFailed(Task task, Throwable failure) {
        log(() -> LOG.error(
                "{}: an afterCommit action of \"{}\" failed; the write itself is committed",
                path,
                task.name(),
                failure));
        tell(events -> events.afterCommitFailed(task, failure));
    }

    void checkpointed(Checkpoint checkpoint) {
        log(() -> LOG.debug("{}: {}", path, checkpoint));
        flight.checkpointed(checkpoint);
        tellSqlite(events -> events.checkpointed(checkpoint));
    }

    /** Notes that a checkpoint failed; {@code again} where the one before it did too, which was said then. */
    void checkpointFailed(Exception reason, boolean again) {
        if (again) {
            skipped("a checkpoint", reason);
        } else {
            log(() -> LOG.warn(
                    "{}: a checkpoint failed, and is tried again from time to time; until one succeeds the write-ahead log grows",
                    path,
                    reason));
        }
    }

    void readerTooOld(Holder reader, boolean interrupted) {
        log(() -> LOG.warn(
                "{}: the log can't be emptied while {} reads{}",
                path,
                reader.summary(),
                interrupted ? "; its statement was interrupted" : ""));
        tellSqlite(events -> events.readerTooOld(reader, interrupted));
    }

    /** Notes that a piece of housekeeping was left out. */
    void skipped(String what, Throwable reason) {
        log(() -> LOG.debug("{}: {} was left out: {}", path, what, reason.getMessage()));
    }
}

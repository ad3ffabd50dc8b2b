package dev.sqlane.sqlite.traps;

import dev.sqlane.Events;
import dev.sqlane.Role;
import dev.sqlane.SqlaneException;
import dev.sqlane.Task;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

/** Notes what happens inside a database, and lets a test wait for it. */
final class Recorder implements Events {
    private static final long PATIENCE_SECONDS = 60;

    /** What happened, as far as tests ask for it. */
    enum Kind {
        WAIT_STARTED,
        UNIT_STARTED,
        UNIT_REFUSED,
        BUSY,
        CONNECTION_OPENED
    }

    /**
     * One event.
     *
     * @param task the task's name; empty where the event has none
     * @param code the result code; 0 where the event has none
     */
    record Event(Kind kind, Role role, String task, int code) {}

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition more = lock.newCondition();
    private final List<Event> events = new ArrayList<>();

    private void add(Event event) {
        lock.lock();
        try {
            events.add(event);
            more.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void waitStarted(Role role, Task task) {
        add(new Event(Kind.WAIT_STARTED, role, task.name(), 0));
    }

    @Override
    public void unitStarted(Role role, Task task, Duration waited) {
        add(new Event(Kind.UNIT_STARTED, role, task.name(), 0));
    }

    @Override
    public void unitRefused(Role role, Task task, Duration waited, SqlaneException reason) {
        add(new Event(Kind.UNIT_REFUSED, role, task.name(), 0));
    }

    @Override
    public void busy(Role role, Task task, int resultCode, Duration waited) {
        add(new Event(Kind.BUSY, role, task.name(), resultCode));
    }

    @Override
    public void connectionOpened(Role role) {
        add(new Event(Kind.CONNECTION_OPENED, role, "", 0));
    }

    List<Event> events() {
        lock.lock();
        try {
            return List.copyOf(events);
        } finally {
            lock.unlock();
        }
    }

    /** Forgets what has happened so far. */
    void clear() {
        lock.lock();
        try {
            events.clear();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until that many such events have happened since the last {@link #clear}. */
    void await(int count, Predicate<Event> such) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        lock.lock();
        try {
            while (events.stream().filter(such).count() < count) {
                long remaining = end - System.nanoTime();
                if (remaining <= 0) {
                    throw new AssertionError("waited in vain; these events happened: " + events);
                }
                more.awaitNanos(remaining);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Waits until the database has met a lock that many times. */
    void awaitBusy(int count, Role role) throws InterruptedException {
        await(count, event -> event.kind() == Kind.BUSY && event.role() == role);
    }

    /** Waits until that many callers have begun to queue. */
    void awaitQueued(int count, Role role) throws InterruptedException {
        await(count, event -> event.kind() == Kind.WAIT_STARTED && event.role() == role);
    }
}

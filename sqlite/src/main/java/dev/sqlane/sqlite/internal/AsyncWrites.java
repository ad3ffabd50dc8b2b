package dev.sqlane.sqlite.internal;

import dev.sqlane.BusyException;
import dev.sqlane.ClosedException;
import dev.sqlane.DeadlineException;
import dev.sqlane.MisuseException;
import dev.sqlane.Role;
import dev.sqlane.SqlaneException;
import dev.sqlane.Task;
import dev.sqlane.WriteWork;
import dev.sqlane.sqlite.internal.pool.Deadline;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The engine's own writer thread, which runs asynchronous units in the order in which they came, through the same queue as
 * everybody else; those that wait behind one another share its transactions. It is started by the first unit and ends after 10 s without one.
 */
final class AsyncWrites {
    private final Writer writer;
    private final EventHub events;
    private final ThreadLocal<@Nullable Unit> current;
    private final int queueSize;
    private final ThreadPoolExecutor executor;

    /** The writer thread of now; replaced when it has ended for want of work. */
    private volatile @Nullable Thread worker;

    AsyncWrites(Writer writer, EventHub events, ThreadLocal<@Nullable Unit> current, int queueSize, String threadName) {
        this.writer = writer;
        this.events = events;
        this.current = current;
        this.queueSize = queueSize;
        this.executor =
                new ThreadPoolExecutor(1, 1, 10, TimeUnit.SECONDS, new ArrayBlockingQueue<>(queueSize), task -> {
                    Thread thread = new Thread(task, threadName);
                    thread.setDaemon(true);
                    worker = thread;
                    return thread;
                });
        executor.allowCoreThreadTimeOut(true);
    }

    <T extends @Nullable Object> CompletableFuture<T> submit(Task task, Deadline deadline, WriteWork<T, ?> work) {
        AsyncUnit<T> unit = new AsyncUnit<>(new PendingUnit<>(task, deadline, work));
        try {
            executor.execute(unit);
        } catch (RejectedExecutionException e) {
            unit.fail(
                    executor.isShutdown()
                            ? new ClosedException(
                                    "Task \"" + task.name() + "\" was refused: the write pool is closed.", null)
                            : new BusyException(
                                    "Task \"" + task.name() + "\" was refused: " + queueSize
                                            + " asynchronous units wait already, which is the limit (asyncQueueSize). Wait for some of them, or raise it.",
                                    0,
                                    null));
        }
        return unit.future;
    }

    /** Returns how many units wait for the thread that runs them. */
    int waiting() {
        return executor.getQueue().size();
    }

    /** Tells whether the current thread is the one that runs the units, and whatever is chained to them. */
    boolean isWorker() {
        return Thread.currentThread() == worker;
    }

    /** Refuses newcomers and waits for those who queue; returns false where the deadline passed first. */
    boolean drain(Deadline deadline) {
        executor.shutdown();
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return executor.awaitTermination(Math.max(0, deadline.remainingNanos()), TimeUnit.NANOSECONDS);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Fails those who still queue, after {@link #drain}. The one that has left the queue is the write queue's to fail. */
    void refuseQueued() {
        for (AsyncUnit<?> queued : takeQueued()) {
            queued.fail(new ClosedException(
                    "Task \"" + queued.unit.task().name() + "\" was refused: the database was closed while it waited.",
                    null));
        }
    }

    /** Fails those who queue behind a unit that met a lock for the whole busy timeout, as in the write queue. Used by the writer thread. */
    private void failQueued(BusyException head) {
        for (AsyncUnit<?> queued : takeQueued()) {
            Task task = queued.unit.task();
            queued.fail(new BusyException(
                    "Asynchronous task \"" + task.name() + "\" failed together with the one before it: "
                            + head.getMessage(),
                    head.getErrorCode(),
                    head));
        }
    }

    private List<AsyncUnit<?>> takeQueued() {
        List<Runnable> queued = new ArrayList<>();
        executor.getQueue().drainTo(queued);
        List<AsyncUnit<?>> units = new ArrayList<>();
        for (Runnable each : queued) {
            if (each instanceof AsyncUnit<?> unit) {
                units.add(unit);
            }
        }
        return units;
    }

    /** The units that queue behind the one that runs. Used by the writer thread. */
    private final class Following implements GroupWriter.Source {
        private final List<AsyncUnit<?>> taken;

        Following(List<AsyncUnit<?>> taken) {
            this.taken = taken;
        }

        @Override
        public boolean isEmpty() {
            return executor.getQueue().isEmpty();
        }

        @Override
        public @Nullable PendingUnit<?> next(Predicate<Task> accepted) {
            while (executor.getQueue().peek() instanceof AsyncUnit<?> head) {
                if (!accepted.test(head.unit.task()) || head.unit.deadline().passed()) {
                    // It begins by itself, and fails by itself.
                    return null;
                }
                if (executor.getQueue().remove(head) && head.withdraw()) {
                    taken.add(head);
                    return head.unit;
                }
            }
            return null;
        }
    }

    /** One unit in the queue. */
    private final class AsyncUnit<T extends @Nullable Object> implements Runnable {
        private final PendingUnit<T> unit;
        /** False to true, once, by whoever decides about the unit: the writer thread, a cancellation, or the closer. */
        private final AtomicBoolean decided = new AtomicBoolean();

        private final UnitFuture<T> future = new UnitFuture<>(this);

        AsyncUnit(PendingUnit<T> unit) {
            this.unit = unit;
        }

        @Override
        public void run() {
            if (!withdraw()) {
                return;
            }
            List<AsyncUnit<?>> taken = new ArrayList<>();
            taken.add(this);
            try {
                if (unit.deadline().passed()) {
                    unit.fail(deadlinePassed());
                } else {
                    writer.write(unit, new Following(taken));
                }
            } catch (Throwable e) {
                taken.forEach(each -> each.unit.fail(e));
            }
            taken.forEach(AsyncUnit::complete);
            if (!unit.hasStarted() && unit.failure() instanceof BusyException busy) {
                failQueued(busy);
            }
        }

        private DeadlineException deadlinePassed() {
            writer.countTimeout();
            DeadlineException passed = new DeadlineException(
                    "Task \"" + unit.task().name() + "\" waited "
                            + unit.deadline().waited().toMillis()
                            + " ms behind other asynchronous units and was past its deadline of "
                            + unit.deadline().timeout().toMillis()
                            + " ms when its turn came; nothing of it has run. Raise acquireTimeout or the task's timeout.",
                    null,
                    null);
            events.unitRefused(Role.WRITE, unit.task(), unit.deadline().waited(), passed);
            return passed;
        }

        private void complete() {
            Throwable failure = unit.failure();
            if (failure != null) {
                future.completeExceptionally(failure);
            } else {
                future.complete(unit.result());
            }
            future.release();
        }

        boolean withdraw() {
            return decided.compareAndSet(false, true);
        }

        /** Fails a unit that has not begun, unless it was cancelled. */
        void fail(SqlaneException failure) {
            if (withdraw()) {
                events.unitRefused(Role.WRITE, unit.task(), unit.deadline().waited(), failure);
                future.completeExceptionally(failure);
                future.release();
            }
        }
    }

    /** Cancels only what has not started, and refuses to be waited for inside a unit, which would wait for itself. */
    private final class UnitFuture<T extends @Nullable Object> extends CompletableFuture<T> {
        /**
         * To null, once, after it has its outcome, since until then it is what keeps a unit that runs from being cancelled. A future that is kept
         * must not keep the work, and what that refers to.
         */
        private volatile @Nullable AsyncUnit<T> unit;

        UnitFuture(@Nullable AsyncUnit<T> unit) {
            this.unit = unit;
        }

        void release() {
            unit = null;
        }

        @Override
        public <U> CompletableFuture<U> newIncompleteFuture() {
            return new UnitFuture<>(null);
        }

        @Override
        public boolean cancel(boolean mayInterruptIfRunning) {
            AsyncUnit<T> cancelled = unit;
            if (cancelled != null && !cancelled.withdraw()) {
                return isCancelled();
            }
            if (cancelled != null) {
                executor.remove(cancelled);
            }
            return super.cancel(mayInterruptIfRunning);
        }

        @Override
        public T join() {
            refuseInsideUnit();
            return super.join();
        }

        @Override
        public T get() throws InterruptedException, ExecutionException {
            refuseInsideUnit();
            return super.get();
        }

        @Override
        public T get(long timeout, TimeUnit timeUnit)
                throws InterruptedException, ExecutionException, TimeoutException {
            refuseInsideUnit();
            return super.get(timeout, timeUnit);
        }

        private void refuseInsideUnit() {
            if (isDone()) {
                return;
            }
            if (isWorker()) {
                MisuseException misuse = new MisuseException(
                        "A stage of an asynchronous write waits on the writer thread for another one, which only that thread could run. "
                                + "Chain them with thenCompose, or run the stage on an executor of its own.",
                        null);
                throw new IllegalStateException(misuse.getMessage(), misuse);
            }
            Unit outer = current.get();
            AsyncUnit<T> awaited = unit;
            if (outer != null) {
                MisuseException misuse = new MisuseException(
                        "Task \"" + outer.task().name()
                                + "\" waits inside its unit for an asynchronous write"
                                + (awaited == null
                                        ? ""
                                        : ", \"" + awaited.unit.task().name() + "\",")
                                + " that can't start before the unit ends. Wait for it after the unit, or write through the unit's own connection.",
                        null);
                throw new IllegalStateException(misuse.getMessage(), misuse);
            }
        }
    }
}

package dev.sqlane.jmh;

import dev.sqlane.Events;
import dev.sqlane.SqlaneException;
import dev.sqlane.Task;
import dev.sqlane.sqlite.internal.pool.Deadline;
import dev.sqlane.sqlite.internal.pool.TimeSource;
import dev.sqlane.sqlite.internal.pool.WriteQueue;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * Taking the ownership of the write connection and giving it up, beside the JDK's fair lock, which promises the same order. With {@code -t 1}
 * it is the way without a wait, with more threads each hand-over switches threads.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class QueueBenchmark {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final int WORK = 100;

    private final WriteQueue queue = new WriteQueue(Events.NONE);
    private final ReentrantLock fairLock = new ReentrantLock(true);

    @Benchmark
    public void writeQueue() throws SqlaneException {
        WriteQueue.Place place = queue.enter(Task.WRITE, new Deadline(TimeSource.SYSTEM, TIMEOUT), false, owner -> {
            throw new IllegalStateException("waited for 30 s");
        });
        try {
            Blackhole.consumeCPU(WORK);
        } finally {
            queue.leave(place);
        }
    }

    @Benchmark
    public void fairLock() {
        fairLock.lock();
        try {
            Blackhole.consumeCPU(WORK);
        } finally {
            fairLock.unlock();
        }
    }
}

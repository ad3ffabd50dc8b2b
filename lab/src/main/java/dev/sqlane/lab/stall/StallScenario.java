package dev.sqlane.lab.stall;

import dev.sqlane.lab.Check;
import dev.sqlane.lab.Measure;
import dev.sqlane.lab.RoundResult;
import dev.sqlane.lab.StallSettings;
import dev.sqlane.lab.process.Message;
import dev.sqlane.lab.process.WorkerProcess;
import dev.sqlane.lab.scenario.Failure;
import dev.sqlane.lab.scenario.FailureTally;
import dev.sqlane.lab.scenario.Latencies;
import dev.sqlane.lab.scenario.PlainFile;
import dev.sqlane.lab.scenario.Round;
import dev.sqlane.lab.scenario.Scenario;
import dev.sqlane.lab.scenario.Soundness;
import dev.sqlane.lab.scenario.VirtualThreads;
import dev.sqlane.lab.strategy.Session;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * Scenario {@code stall}: what waiting and reading in native code does to virtual threads that have no part in it. Another
 * process takes the write lock; then virtual threads want to write and others read for long, while a {@link Ticker} ticks.
 */
public final class StallScenario implements Scenario {
    private static final List<String> SCHEMA =
            List.of("create table note (id integer primary key autoincrement, writer integer not null)");

    /** How long the ticker ticks undisturbed first. */
    private static final long CALM_MILLIS = 200;

    private static final long LOOK_MILLIS = 50;

    /** Longer than all timeouts of all strategies. */
    private static final long PATIENCE_SECONDS = 120;

    private final StallSettings settings;
    private final ThreadFactory threads;
    private final WorkerProcess foreigner;
    private final LongRead longRead;

    private StallScenario(StallSettings settings, ThreadFactory threads, WorkerProcess foreigner, LongRead longRead) {
        this.settings = settings;
        this.threads = threads;
        this.foreigner = foreigner;
        this.longRead = longRead;
    }

    /** Starts the other process and finds out how long a read takes here. */
    public static StallScenario start(StallSettings settings, Path folder) throws IOException, SQLException {
        ThreadFactory threads = VirtualThreads.factory("scenario stall");
        LongRead longRead = LongRead.lasting(settings.length(), folder.resolve("calibration.db"));
        return new StallScenario(settings, threads, WorkerProcess.start(folder.resolve("lock-holder.log")), longRead);
    }

    @Override
    public RoundResult run(Round round) throws Exception {
        PlainFile.create(round.file(), SCHEMA).close();
        FailureTally failures = new FailureTally();
        Latencies latencies = new Latencies();
        LongAdder written = new LongAdder();
        Ticker ticker = new Ticker(threads);
        int units = settings.writers() + settings.readers();
        CountDownLatch unfinished = new CountDownLatch(units);
        double seconds;
        try (Session session = round.strategy().open(round.file())) {
            warmUp(session);
            AtomicLong begin = new AtomicLong();
            List<Thread> all = new ArrayList<>();
            for (int writer = 1; writer <= settings.writers(); writer++) {
                int number = writer;
                all.add(unit(begin, latencies, failures, unfinished, () -> {
                    session.write("note", s -> s.update("insert into note (writer) values (?)", number));
                    written.increment();
                }));
            }
            for (int reader = 0; reader < settings.readers(); reader++) {
                all.add(unit(begin, latencies, failures, unfinished, () -> longRead.run(session)));
            }
            takeForeignLock(round.file());
            ticker.start();
            TimeUnit.MILLISECONDS.sleep(CALM_MILLIS);
            begin.set(System.nanoTime());
            all.forEach(Thread::start);
            await(unfinished, round, begin.get());
            seconds = (System.nanoTime() - begin.get()) / 1e9;
            ticker.stop();
        }
        List<String> remarks = new ArrayList<>();
        int processors = Runtime.getRuntime().availableProcessors();
        if (processors > units) {
            remarks.add("this machine has " + processors + " processors, more than the " + units
                    + " threads can block; give more with --writers");
        }
        return result(round, failures, latencies, written.sum(), ticker, seconds, remarks);
    }

    private RoundResult result(
            Round round,
            FailureTally failures,
            Latencies latencies,
            long written,
            Ticker ticker,
            double seconds,
            List<String> remarks)
            throws SQLException {
        try (PlainFile file = PlainFile.open(round.file())) {
            long rows = file.number("select count(*) from note where writer > 0");
            long distinct = file.number("select count(distinct writer) from note where writer > 0");
            long completed = latencies.count();
            long vanished = Math.max(0, written - distinct);
            return new RoundResult(
                    round.number(),
                    round.strategy().name(),
                    completed - vanished,
                    settings.writers() + settings.readers() - completed + vanished,
                    rows - distinct,
                    failures.busy(),
                    failures.other(),
                    seconds,
                    completed / seconds,
                    latencies.summary(),
                    Map.of(
                            "longestGapMillis",
                            Measure.median(ticker.longestGapMillis()),
                            "ticks",
                            Measure.median((double) ticker.ticks())),
                    Map.of(),
                    List.of(
                            new Check(
                                    "every acknowledged write is there once",
                                    vanished == 0 && rows == distinct,
                                    rows + " rows of " + written + " acknowledged writes"),
                            Soundness.check(file)),
                    failures.samples(),
                    remarks);
        }
    }

    /** Loads what is needed, so that the ticker sees no class loading. */
    private static void warmUp(Session session) throws SQLException {
        session.write("note", s -> s.update("insert into note (writer) values (?)", 0));
        new LongRead(1_000).run(session);
    }

    private void takeForeignLock(Path file) throws IOException, InterruptedException {
        Message request = Message.of(
                "do", "hold", "file", file, "millis", settings.length().toMillis() + CALM_MILLIS);
        Message answer = foreigner.answer(request);
        if (!answer.text("outcome").equals("done")) {
            throw new IllegalStateException("the other process did not get the lock: " + answer.text("message"));
        }
    }

    @FunctionalInterface
    private interface Unit {
        void run() throws SQLException;
    }

    /** Makes a thread whose latency counts from the common beginning: that it could not even start is part of it. */
    private Thread unit(
            AtomicLong begin, Latencies latencies, FailureTally failures, CountDownLatch unfinished, Unit work) {
        return threads.newThread(() -> {
            try {
                work.run();
                long nanos = System.nanoTime() - begin.get();
                synchronized (latencies) {
                    latencies.record(nanos);
                }
            } catch (SQLException | RuntimeException failure) {
                failures.add(Failure.of(failure));
            } finally {
                unfinished.countDown();
            }
        });
    }

    private void await(CountDownLatch unfinished, Round round, long begin) throws InterruptedException {
        while (!unfinished.await(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
            long nanos = System.nanoTime() - begin;
            round.progress()
                    .accept(Math.min(1, (double) nanos / (2 * settings.length().toNanos())));
            if (nanos > TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS)) {
                throw new IllegalStateException("strategy " + round.strategy().name() + " hangs: "
                        + unfinished.getCount() + " units had not ended after " + PATIENCE_SECONDS + " s");
            }
        }
    }

    @Override
    public void close() {
        foreigner.close();
    }
}

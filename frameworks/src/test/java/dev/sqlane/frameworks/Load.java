package dev.sqlane.frameworks;

import dev.sqlane.frameworks.Shop.Sold;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;

/** Lets {@value #THREADS} threads use a shop, one sale for each look, and counts what they were told. */
final class Load {
    static final int THREADS = 32;

    /** How long each test lets them; one second unless {@code -Dframeworks.seconds} says something else. */
    static final Duration DURATION = Duration.ofSeconds(Integer.getInteger("frameworks.seconds", 1));

    private static final int BUSY = 5;
    private static final int LOCKED = 6;

    /**
     * What came of it.
     *
     * @param sales sales that were acknowledged
     * @param looks answers to how often a product was sold
     * @param contradictions those among them in which the counter is not the number of sales
     * @param busy calls that failed because somebody else had the lock
     * @param failures all calls that failed, by message
     */
    record Result(long sales, long looks, long contradictions, long busy, Map<String, Long> failures) {}

    private final Shop shop;
    private final CountDownLatch ready = new CountDownLatch(THREADS);
    private final AtomicLong sales = new AtomicLong();
    private final AtomicLong looks = new AtomicLong();
    private final AtomicLong contradictions = new AtomicLong();
    private final AtomicLong busy = new AtomicLong();
    private final Map<String, Long> failures = new ConcurrentHashMap<>();

    private Load(Shop shop) {
        this.shop = shop;
    }

    static Result on(Shop shop) throws Exception {
        return new Load(shop).run();
    }

    private Result run() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            List<Future<?>> ends = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                int seed = i;
                ends.add(threads.submit(() -> work(new Random(seed))));
            }
            for (Future<?> end : ends) {
                end.get();
            }
        } finally {
            threads.shutdownNow();
        }
        return new Result(sales.get(), looks.get(), contradictions.get(), busy.get(), Map.copyOf(failures));
    }

    private Void work(Random random) throws InterruptedException {
        ready.countDown();
        ready.await();
        long end = System.nanoTime() + DURATION.toNanos();
        while (System.nanoTime() - end < 0) {
            long product = random.nextLong(1, Shop.PRODUCTS + 1L);
            try {
                if (random.nextBoolean()) {
                    shop.sell(product);
                    sales.incrementAndGet();
                } else {
                    look(product);
                }
            } catch (Exception e) {
                failed(e);
            }
        }
        return null;
    }

    private void look(long product) throws Exception {
        Sold sold = shop.sold(product);
        looks.incrementAndGet();
        if (sold.counted() != sold.sales()) {
            contradictions.incrementAndGet();
        }
    }

    private void failed(Exception e) {
        Throwable cause = e;
        while (cause.getCause() != null) {
            cause = cause.getCause();
            if (cause instanceof SQLException failure && isBusy(failure)) {
                busy.incrementAndGet();
                break;
            }
        }
        failures.merge(e.toString(), 1L, Long::sum);
    }

    private static boolean isBusy(SQLException e) {
        int code = e.getErrorCode() & 0xff;
        return code == BUSY || code == LOCKED;
    }
}

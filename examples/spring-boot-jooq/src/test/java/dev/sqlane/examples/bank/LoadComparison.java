package dev.sqlane.examples.bank;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.HdrHistogram.Histogram;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * Loads the same application with Sqlane and with Spring Boot's default pool, HikariCP of ten connections over the plain driver, in turn, and
 * prints what 32 clients saw. A third of the requests write. Arguments: seconds of a round, and rounds of each.
 */
public final class LoadComparison {
    private static final int THREADS = 32;
    private static final int ACCOUNTS = 50;

    private LoadComparison() {}

    /** One way to set the application up. */
    private record Setting(String name, String url, List<String> properties) {}

    private static final List<Setting> SETTINGS = List.of(
            new Setting("Sqlane", "jdbc:sqlane:sqlite:%s", List.of()),
            new Setting("default pool", "jdbc:sqlite:%s", List.of("--sqlane.enabled=false")),
            new Setting(
                    "default pool, WAL",
                    "jdbc:sqlite:%s?journal_mode=WAL&synchronous=NORMAL&busy_timeout=5000",
                    List.of("--sqlane.enabled=false")));

    /** Runs the comparison. */
    public static void main(String[] arguments) throws Exception {
        int seconds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 10;
        int rounds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 3;
        System.out.printf("%-20s %9s %8s %9s %9s %9s%n", "", "requests/s", "errors", "p50 ms", "p99 ms", "max ms");
        for (int round = 0; round <= rounds; round++) {
            for (Setting setting : SETTINGS) {
                // The first round warms the JVM up.
                String line = run(setting, round == 0 ? 3 : seconds);
                if (round > 0) {
                    System.out.println(line);
                }
            }
        }
    }

    private static String run(Setting setting, int seconds) throws Exception {
        Path folder = Files.createTempDirectory("bank");
        List<String> arguments = new ArrayList<>(List.of(
                "--server.port=0",
                "--spring.main.banner-mode=off",
                "--logging.level.root=ERROR",
                // Which would print each failed request.
                "--logging.level.org.apache.catalina=OFF",
                "--spring.config.location=optional:classpath:/none/",
                "--spring.datasource.url=" + String.format(setting.url(), folder.resolve("bank.db"))));
        arguments.addAll(setting.properties());
        try (ConfigurableApplicationContext application =
                SpringApplication.run(BankApplication.class, arguments.toArray(String[]::new))) {
            Client client =
                    new Client(application.getEnvironment().getRequiredProperty("local.server.port", Integer.class));
            for (int i = 0; i < ACCOUNTS; i++) {
                client.post("/accounts?owner=owner" + i + "&balance=100000");
            }
            return load(setting, client, seconds);
        } finally {
            try (var files = Files.list(folder)) {
                for (Path file : files.toList()) {
                    Files.delete(file);
                }
            }
            Files.delete(folder);
        }
    }

    private static String load(Setting setting, Client client, int seconds) throws Exception {
        long end = System.nanoTime() + seconds * 1_000_000_000L;
        List<Callable<Histogram[]>> clients = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            long first = i * 1_000_003L;
            clients.add(() -> requests(client, first, end));
        }
        Histogram done = new Histogram(3);
        Histogram failed = new Histogram(3);
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        for (Future<Histogram[]> result : threads.invokeAll(clients)) {
            done.add(result.get()[0]);
            failed.add(result.get()[1]);
        }
        threads.shutdown();
        return String.format(
                Locale.ROOT,
                "%-20s %9d %8d %9.1f %9.1f %9.1f",
                setting.name(),
                done.getTotalCount() / seconds,
                failed.getTotalCount(),
                done.getValueAtPercentile(50) / 1e6,
                done.getValueAtPercentile(99) / 1e6,
                done.getMaxValue() / 1e6);
    }

    /** Returns the latencies of all requests, and of those that failed. */
    private static Histogram[] requests(Client client, long first, long end) throws Exception {
        Histogram done = new Histogram(3);
        Histogram failed = new Histogram(3);
        for (long number = first; System.nanoTime() < end; number++) {
            long start = System.nanoTime();
            int status = client.mixed(number, ACCOUNTS).statusCode();
            long nanos = System.nanoTime() - start;
            done.recordValue(nanos);
            if (status != 200) {
                failed.recordValue(nanos);
            }
        }
        return new Histogram[] {done, failed};
    }
}

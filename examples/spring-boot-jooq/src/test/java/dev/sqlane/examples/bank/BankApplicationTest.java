package dev.sqlane.examples.bank;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/** Starts the service and calls it over HTTP. */
class BankApplicationTest {
    private static final int THREADS = 32;
    private static final int REQUESTS = 60;
    private static final int ACCOUNTS = 50;

    @TempDir
    Path folder;

    private ConfigurableApplicationContext application;
    private Client client;

    @BeforeEach
    void start() {
        application = SpringApplication.run(
                BankApplication.class,
                "--server.port=0",
                "--sqlane.path=" + folder.resolve("bank.db"),
                "--spring.main.banner-mode=off");
        client = new Client(application.getEnvironment().getRequiredProperty("local.server.port", Integer.class));
    }

    @AfterEach
    void stop() {
        application.close();
        assertThat(folder.resolve("bank.db-wal")).doesNotExist();
    }

    @Test
    void opensReadsAndRefuses() throws Exception {
        HttpResponse<String> opened = client.post("/accounts?owner=Ada&balance=100");
        assertThat(opened.statusCode()).isEqualTo(201);
        assertThat(client.get("/accounts/1").body()).isEqualTo(opened.body()).contains("Ada");
        assertThat(client.get("/accounts/2").statusCode()).isEqualTo(404);
        assertThat(client.post("/accounts?owner=Ada&balance=1").statusCode()).isEqualTo(409);
        assertThat(client.post("/transfers?source=1&target=1&amount=101").statusCode())
                .isEqualTo(409);
    }

    @Test
    void readsAndWritesOfManyClientsAllSucceed() throws Exception {
        for (int i = 0; i < ACCOUNTS; i++) {
            client.post("/accounts?owner=owner" + i + "&balance=1000");
        }
        List<Callable<List<String>>> clients = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            int first = i;
            clients.add(() -> load(first));
        }
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            List<String> failures = new ArrayList<>();
            for (Future<List<String>> done : threads.invokeAll(clients)) {
                failures.addAll(done.get());
            }
            assertThat(failures).isEmpty();
        } finally {
            threads.shutdown();
        }
        assertThat(client.get("/total").body()).isEqualTo(String.valueOf(ACCOUNTS * 1000));
        assertThat(client.get("/actuator/health").body())
                .contains("\"status\":\"UP\"")
                .contains("walBytes");
        assertThat(client.get("/actuator/metrics/sqlane.connections.acquire?tag=role:write&tag=pool:bank")
                        .body())
                .contains("COUNT");
    }

    /** Sends requests and returns what went wrong: any error, and any sum that is not that of one state. */
    private List<String> load(int first) throws Exception {
        List<String> failures = new ArrayList<>();
        for (int i = 0; i < REQUESTS; i++) {
            HttpResponse<String> response = client.mixed((long) first * REQUESTS + i, ACCOUNTS);
            boolean total = response.uri().getPath().equals("/total");
            if (response.statusCode() != 200 || (total && !response.body().equals(String.valueOf(ACCOUNTS * 1000)))) {
                failures.add(response.uri() + " " + response.statusCode() + " " + response.body());
            }
        }
        return failures;
    }
}

package dev.sqlane.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sqlane.micrometer.DatabaseMeters;
import dev.sqlane.sqlite.SqliteDatabase;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.test.util.ReflectionTestUtils;

/** Health and meters, and their absence where the application has no use for them. */
class ObservabilityTest {
    private static final String INDICATOR = "sqlaneHealthIndicator";

    @TempDir
    Path folder;

    private ApplicationContextRunner application() {
        return Applications.application(folder.resolve("app.db"));
    }

    @Test
    void healthSaysThatTheDatabaseCanBeWritten() {
        application().run(context -> {
            Health health = health(context.getBean(INDICATOR));
            assertThat(health.status()).isEqualTo("UP");
            assertThat(health.details()).containsKey("walBytes").doesNotContainKey("oldestReader");
            SqliteDatabase database = context.getBean(SqliteDatabase.class);
            try (var connection = database.readPool().getConnection()) {
                assertThat(connection.isReadOnly()).isTrue();
                assertThat(health(context.getBean(INDICATOR)).details().get("oldestReader"))
                        .asString()
                        .contains("ms");
            }
        });
    }

    @Test
    void healthIsDownWhileAnotherProcessKeepsTheLock() {
        application().withPropertyValues("sqlane.busy-timeout=0s").run(context -> {
            try (var connection = java.sql.DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("app.db"));
                    var statement = connection.createStatement()) {
                statement.execute("begin immediate");
                Health health = health(context.getBean(INDICATOR));
                assertThat(health.status()).isEqualTo("DOWN");
                assertThat(health.details()).containsKey("error");
            }
        });
    }

    @Test
    void healthCanBeSwitchedOff() {
        application()
                .withPropertyValues("management.health.sqlane.enabled=false")
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(INDICATOR));
    }

    @Test
    void metersAreBoundUnderTheNameOfTheFile() {
        application()
                .withBean(SimpleMeterRegistry.class)
                .withPropertyValues("sqlane.metrics.task-names=10")
                .run(context -> {
                    context.getBean(JdbcTemplate.class).execute("create table t (x)");
                    MeterRegistry registry = context.getBean(MeterRegistry.class);
                    assertThat(registry.find("sqlane.wal.size")
                                    .tag("pool", "app")
                                    .gauge())
                            .isNotNull();
                });
    }

    @Test
    void metersHaveTheNameThatIsSet() {
        application()
                .withBean(SimpleMeterRegistry.class)
                .withPropertyValues("sqlane.name=orders")
                .run(context -> assertThat(context.getBean(MeterRegistry.class)
                                .find("sqlane.wal.size")
                                .tag("pool", "orders")
                                .gauge())
                        .isNotNull());
    }

    @Test
    void nothingNeedsMicrometerOrTheActuator() {
        Applications.sqlaneAlone(folder.resolve("app.db"))
                .withClassLoader(new FilteredClassLoader(
                        "io.micrometer", "org.springframework.boot.health", "org.springframework.boot.actuate"))
                .run(context -> assertThat(context)
                        .hasNotFailed()
                        .hasSingleBean(SqliteDatabase.class)
                        .hasSingleBean(DataSource.class)
                        .doesNotHaveBean(INDICATOR)
                        .doesNotHaveBean(DatabaseMeters.class));
    }

    @Test
    void metersNeedTheirLibrary() {
        application()
                .withClassLoader(new FilteredClassLoader("dev.sqlane.micrometer"))
                .run(context -> assertThat(context).hasNotFailed().hasBean(INDICATOR));
    }

    private record Health(String status, Map<String, Object> details) {}

    /** The types are in other packages in Spring Boot 3.5. */
    private static Health health(Object indicator) {
        Object health = ReflectionTestUtils.invokeMethod(indicator, "health");
        Object status = ReflectionTestUtils.invokeMethod(health, "getStatus");
        return new Health(
                ReflectionTestUtils.invokeMethod(status, "getCode"),
                ReflectionTestUtils.invokeMethod(health, "getDetails"));
    }
}

package dev.sqlane.micrometer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sqlane.BusyException;
import dev.sqlane.sqlite.Sqlite;
import dev.sqlane.sqlite.SqliteDatabase;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The table of meters in the documentation is the list of those that there are. */
class DocumentedMetersTest {
    private static final Path DOCUMENT = Path.of("..", "docs", "observability.md");

    @TempDir
    private Path folder;

    /** A row of the table: name, type, tags, unit. */
    private static Set<String> documented() throws IOException {
        return Files.readAllLines(DOCUMENT).stream()
                .filter(line -> line.startsWith("| `sqlane.") || line.startsWith("| `jdbc."))
                .map(line -> Arrays.stream(line.split("\\|"))
                        .map(cell -> cell.replace("`", "").strip())
                        .toList())
                .map(cells -> String.join(" / ", cells.get(1), cells.get(2), sorted(cells.get(3)), cells.get(4)))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String sorted(String tags) {
        return Arrays.stream(tags.split(",")).map(String::strip).sorted().collect(Collectors.joining(", "));
    }

    private static String describe(Meter meter) {
        List<String> tags =
                meter.getId().getTags().stream().map(Tag::getKey).sorted().toList();
        String unit = meter.getId().getBaseUnit();
        return String.join(
                " / ",
                meter.getId().getName(),
                switch (meter.getId().getType()) {
                    case DISTRIBUTION_SUMMARY -> "distribution";
                    default -> meter.getId().getType().name().toLowerCase(Locale.ROOT);
                },
                String.join(", ", tags),
                unit == null ? "" : unit);
    }

    @Test
    void theTableIsTheListOfMeters() throws Exception {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        try (SqliteDatabase db = Sqlite.builder(folder.resolve("documented.db"))
                        .busyTimeout(Duration.ofMillis(5))
                        .open();
                DatabaseMeters meters = new DatabaseMeters(db, "app")) {
            meters.bindTo(registry);
            meetForeignLock(db);

            Set<String> registered = new TreeSet<>();
            registry.getMeters().forEach(meter -> registered.add(describe(meter)));
            assertThat(registered).isEqualTo(documented());
            assertThat(registry.getMeters())
                    .allSatisfy(meter -> assertThat(meter.getId().getDescription())
                            .as(meter.getId().getName())
                            .isNotBlank());
        }
    }

    /** Some meters are there once something has happened. */
    private static void meetForeignLock(SqliteDatabase db) throws SQLException {
        try (Connection foreign = DriverManager.getConnection("jdbc:sqlite:" + db.path());
                Statement statement = foreign.createStatement()) {
            statement.execute("begin immediate");
            assertThatThrownBy(() -> db.run(c -> c.script("create table item (id integer)")))
                    .isInstanceOf(BusyException.class);
            statement.execute("rollback");
        }
    }
}

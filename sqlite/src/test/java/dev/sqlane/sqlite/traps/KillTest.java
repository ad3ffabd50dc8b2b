package dev.sqlane.sqlite.traps;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sqlane.sqlite.Invariants;
import dev.sqlane.sqlite.Sqlite;
import dev.sqlane.sqlite.SqliteDatabase;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process whose threads write in groups is killed again and again. Every unit that it had acknowledged is there, none is there in
 * part, and the next process goes on with the same file. The system property {@code sqlane.kills} says how often.
 */
@EnabledOnOs({OS.LINUX, OS.MAC})
class KillTest {
    private static final int KILLS = Integer.getInteger("sqlane.kills", 20);
    private static final Pattern ACKNOWLEDGED = Pattern.compile("# (\\d+) (\\d+)");

    @TempDir
    private Path folder;

    @Test
    @Timeout(value = 4, unit = TimeUnit.HOURS)
    void everyAcknowledgedUnitSurvivesAndNoneIsHalfThere() throws Exception {
        long seed = 20_261_121;
        Random random = new Random(seed);
        Map<Integer, Map<Integer, Integer>> acknowledged = new TreeMap<>();
        Path file = folder.resolve("kill.db");
        for (int run = 1; run <= KILLS; run++) {
            acknowledged.put(run, runAndKill(file, run, random));
            // Now and then the next process is the first to see what the kill has left.
            if (run % 4 != 0 || run == KILLS) {
                try (SqliteDatabase db = Sqlite.open(file)) {
                    for (Map.Entry<Integer, Map<Integer, Integer>> each : acknowledged.entrySet()) {
                        check(db, each.getKey(), each.getValue());
                    }
                    acknowledged.clear();
                    if (run == KILLS || run % 50 == 0) {
                        Invariants.check(db);
                    }
                }
            }
        }
    }

    private static void check(SqliteDatabase db, int run, Map<Integer, Integer> acknowledged) throws SQLException {
        assertThat(db.query(
                        "select thread, number, count(*) from part where run = ? group by thread, number having count(*) <> 3",
                        row -> row.getInt(1) + " " + row.getInt(2) + " has " + row.getInt(3) + " parts",
                        run))
                .as("units of run %d that are there in part", run)
                .isEmpty();
        int units = 0;
        for (int[] row : db.query(
                "select thread, count(distinct number), max(number) from part where run = ? group by thread",
                row -> new int[] {row.getInt(1), row.getInt(2), row.getInt(3)},
                run)) {
            int last = acknowledged.getOrDefault(row[0], 0);
            assertThat(row[1]).as("units of thread %d in run %d", row[0], run).isEqualTo(row[2]);
            // The one that was on its way may have been committed.
            assertThat(row[2])
                    .as("last unit of thread %d in run %d", row[0], run)
                    .isBetween(last, last + 1);
            units += row[1];
        }
        assertThat(db.query("select n from counter where run = ?", row -> row.getInt(1), run))
                .as("count of run %d", run)
                .isEqualTo(units == 0 ? List.of() : List.of(units));
        assertThat(units)
                .as("units of run %d", run)
                .isGreaterThanOrEqualTo(acknowledged.values().stream()
                        .mapToInt(Integer::intValue)
                        .sum());
    }

    /** Returns the last acknowledged unit of each thread. */
    private Map<Integer, Integer> runAndKill(Path file, int run, Random random) throws Exception {
        String said;
        try (ForeignProcess program =
                new ChildJvm(KillProgram.class, folder).start(file.toString(), String.valueOf(run))) {
            int lines = random.nextInt(10) == 0 ? 1 : 1 + random.nextInt(4_000);
            for (int i = 0; i < lines; i++) {
                assertThat(program.answer()).doesNotStartWith("failed");
            }
            program.kill();
            said = program.output();
        }
        Map<Integer, Integer> last = new TreeMap<>();
        said.lines().map(ACKNOWLEDGED::matcher).filter(Matcher::matches).forEach(line -> {
            last.put(Integer.valueOf(line.group(1)), Integer.valueOf(line.group(2)));
        });
        assertThat(said).doesNotContain("# failed");
        return last;
    }
}

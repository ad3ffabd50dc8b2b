package dev.sqlane.lab.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sqlane.lab.LabReport;
import dev.sqlane.lab.Rounds;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ReportTest {
    @TempDir
    private Path folder;

    private static LabReport report(boolean sqlaneHeld, boolean peerHeld) {
        return new LabReport(
                "upgrade",
                Map.of("threads", 32),
                Map.of("processors", 2),
                List.of(Rounds.round("sqlane", sqlaneHeld), Rounds.round("hikari", peerHeld)));
    }

    private static List<String> names(JsonNode object) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    @Test
    void jsonHasTheKeysThatProgramsReadAndNumbersAsNumbers() throws Exception {
        Path file = folder.resolve("report.json");
        report(true, false).writeJson(file);

        JsonNode tree = new ObjectMapper().readTree(file.toFile());

        assertThat(names(tree)).containsExactly("scenario", "settings", "environment", "rounds", "results");
        assertThat(tree.at("/scenario").asText()).isEqualTo("upgrade");
        assertThat(tree.at("/settings/threads").asInt()).isEqualTo(32);
        assertThat(names(tree.at("/results/0")))
                .startsWith(
                        "strategy",
                        "completed",
                        "lost",
                        "doubled",
                        "busyErrors",
                        "otherErrors",
                        "perSecond",
                        "p50Millis",
                        "p99Millis",
                        "p999Millis",
                        "maxMillis");
        assertThat(tree.at("/results/0/completed").isIntegralNumber()).isTrue();
        assertThat(tree.at("/results/0/perSecond").asDouble()).isEqualTo(4_938.0);
        assertThat(tree.at("/results/1/checksHeld").asBoolean()).isFalse();
        assertThat(tree.at("/rounds/1/checks/0/detail").asText()).isEqualTo("it is 7 instead of 8");
        assertThat(tree.at("/rounds/0/errors/0/count").asInt()).isEqualTo(7);
    }

    @Test
    void aReportIsPutInThePlaceOfTheOneBefore() throws Exception {
        Path file =
                Files.writeString(folder.resolve("report.html"), "the one before, which is longer than a word or two");
        Path link = Files.createSymbolicLink(folder.resolve("latest.html"), file);
        try (InputStream before = Files.newInputStream(file)) {
            report(true, false).writeHtml(link);

            // Whoever had it open goes on reading the old one.
            assertThat(before.readAllBytes()).asString(StandardCharsets.UTF_8).startsWith("the one before");
        }
        assertThat(file).content().isEqualTo(report(true, false).toHtml());
        assertThat(link).isSymbolicLink();
        assertThat(folder).isDirectoryNotContaining(path -> path.toString().endsWith(".part"));
    }

    @Test
    void theTableIsAligned() {
        List<String> lines = report(true, true).toText().lines().toList();
        int header = lines.indexOf(lines.stream()
                .filter(line -> line.startsWith("strategy "))
                .findFirst()
                .orElseThrow());

        assertThat(lines.get(header)).endsWith("max ms");
        assertThat(lines.get(header + 1)).startsWith("sqlane ").hasSameSizeAs(lines.get(header));
        assertThat(lines.get(header + 2)).startsWith("hikari ").contains("12,345", "4,938", "0.012", "78.9", "1,235");
    }

    @Test
    void belowTheTableItSaysInWordsWhatHeldAndWhatFailed() {
        assertThat(report(true, false).toText())
                .contains("  sqlane: all held\n")
                .contains(
                        "  hikari: FAILED\n    not true that the sum is what it was (round 1: it is 7 instead of 8)\n")
                .contains("  hikari: 7 times SQLiteException SQLITE_BUSY (5): database is locked\n")
                .contains("hikari, round 1: stopped at its limit of 8 s with 3 boots under way.\n");
    }

    @Test
    void onlySqlaneDecidesWhetherTheRunWasGood() {
        assertThat(report(true, false).sqlaneHeld()).isTrue();
        assertThat(report(false, true).sqlaneHeld()).isFalse();
    }
}

package dev.sqlane.cli.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sqlane.lab.Check;
import dev.sqlane.lab.LabReport;
import dev.sqlane.lab.LatencySummary;
import dev.sqlane.lab.RoundResult;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

final class RunsOfAllTest {
    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private static LabReport report(String scenario, boolean held) {
        RoundResult round = new RoundResult(
                1,
                "sqlane",
                7,
                0,
                0,
                0,
                0,
                1,
                7,
                LatencySummary.NONE,
                Map.of(),
                Map.of(),
                List.of(new Check("all is well", held, "looked at")),
                List.of(),
                List.of());
        return new LabReport(scenario, Map.of(), Map.of(), List.of(round));
    }

    private boolean run(Map<String, RunsOfAll.Run> runs, Map<String, String> impossible, String... options)
            throws InterruptedException {
        ReportFiles files = new ReportFiles();
        CommandLine.populateCommand(files, options);
        return new RunsOfAll(files, new PrintWriter(out), new PrintWriter(err)).run(runs, impossible);
    }

    private static List<String> scenarios(Path json) throws IOException {
        List<String> names = new ArrayList<>();
        JsonNode tree = new ObjectMapper().readTree(json.toFile());
        tree.at("/scenarios")
                .forEach(scenario -> names.add(scenario.at("/scenario").asText()));
        return names;
    }

    @Test
    void theFilesHaveEachScenarioBeforeTheNextBegins() throws Exception {
        Path json = folder.resolve("report.json");
        Path html = folder.resolve("report.html");
        Map<String, RunsOfAll.Run> runs = new LinkedHashMap<>();
        runs.put("upgrade", () -> report("upgrade", true));
        runs.put("writes", () -> {
            assertThat(scenarios(json)).containsExactly("upgrade");
            assertThat(html).content().contains("Not in this report: writes (has not run yet)");
            return report("writes", true);
        });

        assertThat(run(runs, Map.of("stall", "needs something"), "--json=" + json, "--html=" + html))
                .isTrue();
        assertThat(err.toString()).isEmpty();
        assertThat(scenarios(json)).containsExactly("upgrade", "writes");
        assertThat(new ObjectMapper()
                        .readTree(json.toFile())
                        .at("/leftOut/stall")
                        .asText())
                .isEqualTo("needs something");
        assertThat(html).content().doesNotContain("has not run yet").endsWith("</html>\n");
        assertThat(out.toString())
                .contains(
                        "There is no report of stall: it needs something.",
                        "The reports are in " + json + " as JSON.",
                        "The reports are in " + html + " as a page.");
        assertThat(folder).isDirectoryNotContaining(file -> file.toString().endsWith(".part"));
    }

    @Test
    void aScenarioThatFailsDoesNotTakeTheOthersAway() throws Exception {
        Path json = folder.resolve("report.json");
        Map<String, RunsOfAll.Run> runs = new LinkedHashMap<>();
        runs.put("boots", () -> {
            throw new IOException("no process");
        });
        runs.put("upgrade", () -> report("upgrade", true));
        runs.put("writes", () -> {
            throw new IllegalStateException("the strategy hangs");
        });
        runs.put("mixed", () -> report("mixed", true));

        assertThat(run(runs, Map.of(), "--json=" + json)).isFalse();
        assertThat(scenarios(json)).containsExactly("upgrade", "mixed");
        assertThat(new ObjectMapper()
                        .readTree(json.toFile())
                        .at("/leftOut/boots")
                        .asText())
                .isEqualTo("failed: no process");
        assertThat(err.toString())
                .contains("scenario boots failed: no process", "scenario writes failed: the strategy hangs")
                .contains("at dev.sqlane.cli.lab.RunsOfAllTest");
        assertThat(out.toString()).contains("There is no report of writes: it failed: the strategy hangs.");
    }

    @Test
    void whereSqlaneDidNotHoldItSaysSo() throws Exception {
        assertThat(run(Map.of("upgrade", () -> report("upgrade", false)), Map.of()))
                .isFalse();
        assertThat(run(Map.of("upgrade", () -> report("upgrade", true)), Map.of()))
                .isTrue();
    }

    @Test
    void aFileThatCanNotBeWrittenForATimeIsWrittenLater() throws Exception {
        Path reports = folder.resolve("reports");
        Path json = reports.resolve("report.json");
        Map<String, RunsOfAll.Run> runs = new LinkedHashMap<>();
        runs.put("upgrade", () -> report("upgrade", true));
        runs.put("writes", () -> {
            Files.createDirectory(reports);
            return report("writes", true);
        });

        assertThat(run(runs, Map.of(), "--json=" + json)).isTrue();
        assertThat(err.toString()).contains("the reports could not be written").hasLineCount(1);
        assertThat(scenarios(json)).containsExactly("upgrade", "writes");
    }

    @Test
    void aFileThatCanNotBeWrittenInTheEndIsAFailure() throws Exception {
        Path json = folder.resolve("no-such-folder").resolve("report.json");

        assertThat(run(Map.of("upgrade", () -> report("upgrade", true)), Map.of(), "--json=" + json))
                .isFalse();
        assertThat(out.toString()).doesNotContain("The reports are in");
    }

    @Test
    void anInterruptEndsIt() {
        assertThatExceptionOfType(InterruptedException.class)
                .isThrownBy(() -> run(
                        Map.of("upgrade", () -> {
                            throw new InterruptedException();
                        }),
                        Map.of()));
    }
}

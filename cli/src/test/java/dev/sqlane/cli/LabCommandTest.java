package dev.sqlane.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class LabCommandTest {
    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... arguments) {
        return SqlaneCommand.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments);
    }

    @Test
    void aloneItListsTheScenarios() {
        assertThat(run("lab")).isZero();
        assertThat(out.toString())
                .contains(
                        "boots ", "upgrade ", "writes ", "kills ", "mixed ", "slow-unit ", "reads ", "stall ", "all ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"boots", "upgrade", "writes", "kills", "mixed", "slow-unit", "reads", "stall"})
    void helpHasExamples(String scenario) {
        assertThat(run("lab", scenario, "--help")).isZero();
        assertThat(out.toString()).contains("--strategy", "--json", "--html", "Examples:", "sqlane lab " + scenario);
    }

    @Test
    void helpOfAllHasExamples() {
        assertThat(run("lab", "all", "--help")).isZero();
        assertThat(out.toString())
                .contains("--quick", "--directory", "--config", "--json", "--html", "sqlane lab all --quick");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "lab boot|boot",
                "lab boots --boots 0|boots is 0, and must be from 1 to 10000",
                "lab boots --boots many|'many' is not an int",
                "lab boots --processes 2 --process-per-sandbox|mutually exclusive",
                "lab boots --threads 2 --virtual|mutually exclusive",
                "lab boots --limit 0.1|limit is 100 ms",
                "lab boots --limit NaN|--limit is NaN",
                "lab boots --strategy postgres|there is no strategy \"postgres\" here; choose from sqlane, hikari",
                "lab boots --config no-such.json|there is no configuration file no-such.json",
                "lab boots --json no-such-folder/report.json|name a file in a folder that exists",
                "lab writes --html .|the report can't be written to .; name a file in a folder that exists",
                "lab all --html no-such-folder/report.html|name a file in a folder that exists",
                "lab all --quick --json .|the report can't be written to .",
                "lab reads --json report --html ./report|--json and --html both name ./report; name two files",
                "lab boots --directory no-such-folder|no folder that can be written to",
                "lab upgrade --threads -1|threads is -1",
                "lab upgrade --think hard|expected one of [SLEEP, COMPUTE]",
                "lab writes --synchronous off|expected one of [NORMAL, FULL]",
                "lab writes --units 0|units is 0",
                "lab kills --kills 0|kills is 0, and must be from 1 to 100000",
                "lab kills --strategy hikari|there is no strategy \"hikari\" here; choose from sqlane, sqlane-async",
                "lab mixed --rate 0|rate is 0",
                "lab mixed --rate 10 --saturate|mutually exclusive",
                "lab mixed --strategy driver|there is no strategy \"driver\" here",
                "lab slow-unit --length -5|length is -5 ms",
                "lab reads --runs 0|runs is 0",
                "lab all --directory no-such-folder|no folder that can be written to",
                "lab all --quick --config no-such.json|there is no configuration file no-such.json",
                "lab stall --writers 1001|writers is 1001"
            })
    void badInputGivesOneLineAndExitCodeTwo(String command, String message) {
        assertThat(run(command.split(" "))).isEqualTo(2);
        assertThat(err.toString()).contains(message).hasLineCount(1);
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void withoutASubcommandItShowsTheUsage() {
        assertThat(run()).isEqualTo(2);
        assertThat(err.toString()).contains("Usage: sqlane", "lab", "Missing subcommand");
    }

    @Test
    void aFileThatCantBeWrittenIsRefusedBeforeTheScenarioRuns() throws Exception {
        Path locked = Files.createDirectory(folder.resolve("locked"));
        assumeTrue(locked.toFile().setWritable(false) && !Files.isWritable(locked), "root may write anywhere");

        assertThat(run("lab", "reads", "--html=" + locked.resolve("report.html")))
                .isEqualTo(2);
        assertThat(err.toString()).contains("the report can't be written to", "name a file that can be");
    }

    @Test
    void aScenarioRunsPrintsItsTableAndWritesItsReports() throws Exception {
        Path configuration =
                Files.writeString(folder.resolve("sqlane.json"), "{\"database\":{\"maxReadConnections\":2}}");
        Path json = folder.resolve("report.json");
        Path html = folder.resolve("report.html");

        int exitCode = run(
                "lab",
                "reads",
                "--threads=2",
                "--seconds=0.1",
                "--rows=100",
                "--runs=1",
                "--strategy=sqlane,hikari",
                "--directory=" + folder,
                "--config=" + configuration,
                "--json=" + json,
                "--html=" + html);

        assertThat(err.toString()).isEmpty();
        assertThat(exitCode).isZero();
        assertThat(out.toString()).contains("strategy ", "\nsqlane ", "\nhikari ", "sqlane: all held");
        var tree = new ObjectMapper().readTree(json.toFile());
        assertThat(tree.at("/scenario").asText()).isEqualTo("reads");
        assertThat(html)
                .content()
                .contains("<title>Scenario reads: ", "Duration of a read")
                .endsWith("</html>\n");
        assertThat(tree.at("/settings/database/maxReadConnections").asText()).isEqualTo("2");
    }
}

package dev.sqlane.lab.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sqlane.lab.Check;
import dev.sqlane.lab.ErrorSample;
import dev.sqlane.lab.LabReport;
import dev.sqlane.lab.LabReports;
import dev.sqlane.lab.Laboratory;
import dev.sqlane.lab.LatencySummary;
import dev.sqlane.lab.MixedSettings;
import dev.sqlane.lab.Progress;
import dev.sqlane.lab.RoundResult;
import dev.sqlane.lab.Rounds;
import dev.sqlane.lab.RunSettings;
import dev.sqlane.lab.ScenarioSettings;
import dev.sqlane.lab.Scenarios;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Attribute;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.parser.Parser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class HtmlReportTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path folder;

    private static LabReport report(String scenario, RoundResult... rounds) {
        return new LabReport(scenario, Map.of("threads", 32), Map.of("processors", 2), List.of(rounds));
    }

    /** Parses as a browser does, and takes no mistake that a browser would forgive. */
    private static Document parsed(String html) {
        Parser parser = Parser.htmlParser().setTrackErrors(100);
        Document page = Jsoup.parse(html, "", parser);
        assertThat(parser.getErrors()).isEmpty();
        return page;
    }

    /** What a browser would fetch, and ids that point nowhere or at two things. */
    private static void assertStandsAlone(Document page) {
        assertThat(page.select("link, img, iframe, object, embed, base, image")).isEmpty();
        assertThat(page.select("script").eachAttr("src")).isEmpty();
        List<String> ids = page.select("[id]").eachAttr("id");
        assertThat(ids).doesNotHaveDuplicates();
        for (Element element : page.getAllElements()) {
            for (Attribute attribute : element.attributes()) {
                assertThat(attribute.getValue()).doesNotContainIgnoringCase("http:", "https:", "file:", "//");
                if (attribute.getKey().matches("href|xlink:href|src")) {
                    assertThat(attribute.getValue()).startsWith("#");
                    assertThat(ids).contains(attribute.getValue().substring(1));
                }
                if (attribute.getValue().contains("url(")) {
                    assertThat(ids).contains(attribute.getValue().replaceAll("^.*url\\(#|\\).*$", ""));
                }
            }
        }
        assertThat(page.select("style").html()).doesNotContain("url(", "@import", "http");
    }

    private static Object embeddedJson(Document page) throws Exception {
        return JSON.readTree(page.select("script#report[type=application/json]").html());
    }

    @Test
    void aRunIsAPageThatStandsAlone() throws Exception {
        MixedSettings settings = new MixedSettings(2, 200, false, 2, Duration.ofMillis(400));
        RunSettings run = new RunSettings(2, List.of("sqlane", "hikari-split"), folder, Map.of());
        LabReport report = new Laboratory(settings, run).run(Progress.NONE);
        Path file = folder.resolve("report.html");

        report.writeHtml(file);

        String html = Files.readString(file);
        assertThat(html).doesNotContain("http:", "https:");
        Document page = parsed(html);
        assertStandsAlone(page);
        assertThat(embeddedJson(page)).isEqualTo(JSON.readTree(report.toJson()));
        assertThat(page.select("details pre").text()).contains("\"scenario\" : \"mixed\"");
        assertThat(page.select("table.figures").first().select("tbody th").eachText())
                .containsExactly("sqlane", "hikari-split");
        assertThat(page.select("table.ratios tbody th").eachText()).containsExactly("hikari-split");
        assertThat(page.select("table.ratios thead th").eachText())
                .containsExactly("divided by", "sqlane: reads per second", "sqlane: writes per second", "sqlane: p99");
        assertThat(page.select("table.figures caption").text()).contains("wal MiB max is the greatest of all rounds");
        assertThat(page.select(".chart h3").eachText())
                .startsWith("Writes per second")
                .contains("Latency of a read", "Group commit: units in a transaction", "Size of the write-ahead log");
        assertThat(page.select("svg > title").eachText())
                .hasSameSizeAs(page.select("svg"))
                .allSatisfy(title -> assertThat(title).contains("sqlane "));
        assertThat(page.select("svg text").eachText())
                .contains("sqlane", "hikari-split", "90 %", "Latency of a read, ms", "write-ahead log, MiB");
        assertThat(page.select("dl dt").eachText()).contains("threads", "rate", "java", "sqlite");
    }

    @Test
    void whatFailedIsSaid() {
        Document page = parsed(report("upgrade", Rounds.round("sqlane", false), Rounds.round("hikari", true))
                .toHtml());

        assertThat(page.select("p.verdict.bad").text()).contains("FAILED");
        assertThat(page.select(".checks").text()).contains("the sum is what it was (round 1: it is 7 instead of 8)");
        assertThat(page.select(".errors tbody tr")).hasSize(2);
        assertThat(page.select(".errors").text()).contains("SQLiteException SQLITE_BUSY (5)", "database is locked");
        assertThat(page.select("li").eachText())
                .contains("sqlane, round 1: stopped at its limit of 8 s with 3 boots under way");
    }

    @Test
    void whatMessagesSayIsNeitherMarkupNorTheEndOfTheJson() throws Exception {
        String message = "</script><script>alert('&amp;')</script><!--";
        RoundResult round = new RoundResult(
                1,
                "hikari",
                0,
                1,
                0,
                1,
                0,
                1,
                0,
                LatencySummary.NONE,
                Map.of(),
                Map.of(),
                List.of(new Check("a < b", false, message)),
                List.of(new ErrorSample("Oops", true, 1, message)),
                List.of(message));
        LabReport report = report("writes", round);

        Document page = parsed(report.toHtml());

        assertThat(page.select("script")).hasSize(1);
        assertThat(embeddedJson(page)).isEqualTo(JSON.readTree(report.toJson()));
        assertThat(page.select(".errors td").last().text()).isEqualTo(message);
        // Nothing was completed: no curve, and no claim about Sqlane.
        assertThat(page.select(".chart h3").eachText()).containsExactly("Units per second");
        assertThat(page.select("p.verdict").text()).isEqualTo("No strategy of Sqlane ran.");
    }

    @Test
    void severalScenariosShareAPage() throws Exception {
        LabReport upgrade = report("upgrade", Rounds.round("sqlane", true));
        LabReport writes = report("writes", Rounds.round("sqlane", true), Rounds.round("hikari", false));
        LabReports reports = new LabReports(List.of(upgrade, writes), Map.of("slow-unit", "has not run yet"));

        Document page = parsed(reports.toHtml());

        assertStandsAlone(page);
        assertThat(page.select("nav a").eachText()).containsExactly("upgrade", "writes");
        assertThat(page.select("section.scenario h2").eachText()).hasSize(2);
        assertThat(page.select("header").text()).contains("Not in this report: slow-unit (has not run yet)");
        assertThat(embeddedJson(page)).isEqualTo(JSON.readTree(reports.toJson()));
        assertThat(JSON.readTree(reports.toJson()).at("/scenarios/1")).isEqualTo(JSON.readTree(writes.toJson()));
    }

    @Test
    void everyScenarioHasItsWordsAndEveryStrategyItsColour() {
        assertThat(Scenarios.defaults())
                .allSatisfy(scenario -> assertThat(
                                ScenarioText.of(scenario.scenario()).heading())
                        .isNotEqualTo(ScenarioText.of("no such scenario").heading()));
        assertThat(Scenarios.defaults().stream()
                        .map(ScenarioSettings::strategies)
                        .flatMap(List::stream)
                        .distinct()
                        .map(StrategyLook::of)
                        .map(StrategyLook::css))
                .doesNotHaveDuplicates()
                .doesNotContain(StrategyLook.of("no such strategy").css());
    }
}

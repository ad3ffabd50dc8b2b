package dev.sqlane.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class ScenariosTest {
    @TempDir
    private Path folder;

    static List<List<ScenarioSettings>> lists() {
        return List.of(Scenarios.defaults(), Scenarios.quick());
    }

    @ParameterizedTest
    @MethodSource("lists")
    void noScenarioIsForgotten(List<ScenarioSettings> scenarios) {
        List<Class<?>> kinds =
                scenarios.stream().<Class<?>>map(ScenarioSettings::getClass).toList();
        assertThat(kinds).containsExactlyInAnyOrder(ScenarioSettings.class.getPermittedSubclasses());
    }

    @ParameterizedTest
    @MethodSource("lists")
    void allThatThisJavaCanRunAreAccepted(List<ScenarioSettings> scenarios) {
        RunSettings run = new RunSettings(1, List.of(), folder, Map.of());

        assertThat(scenarios)
                .filteredOn(Scenarios::possible)
                .hasSizeGreaterThanOrEqualTo(scenarios.size() - 1)
                .allSatisfy(
                        scenario -> assertThat(new Laboratory(scenario, run)).isNotNull());
    }
}

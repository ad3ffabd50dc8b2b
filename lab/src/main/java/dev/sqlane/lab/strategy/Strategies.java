package dev.sqlane.lab.strategy;

import dev.sqlane.sqlite.SqliteConfiguration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** All strategies, by name. */
public final class Strategies {
    private final Map<String, Strategy> byName = new LinkedHashMap<>();

    /**
     * Makes all strategies.
     *
     * @param configuration what the Sqlane strategies run with; the peers get its {@code synchronous}, the split ones as many
     *     readers
     */
    public Strategies(SqliteConfiguration configuration) {
        DriverSettings driver = new DriverSettings(configuration.synchronous());
        int readConnections = configuration.maxReadConnections();
        SqlaneStrategy.all(configuration).forEach(this::add);
        add(HikariStrategy.deferred(driver));
        add(HikariStrategy.immediate(driver));
        add(new HikariSplitStrategy(driver, readConnections));
        add(new Dbcp2SplitStrategy(driver, readConnections));
        add(new AgroalSplitStrategy(driver, readConnections));
        add(new MicrosandboxStrategy(driver));
        add(new DriverStrategy(driver));
        add(new DriverSingleStrategy(driver));
    }

    private void add(Strategy strategy) {
        byName.put(strategy.name(), strategy);
    }

    /**
     * Returns the strategy of that name.
     *
     * @throws IllegalArgumentException if there is none
     */
    public Strategy named(String name) {
        Strategy strategy = byName.get(name);
        if (strategy == null) {
            throw unknown(name, List.copyOf(byName.keySet()));
        }
        return strategy;
    }

    /** Returns what each is, in a line, by name. */
    public Map<String, String> descriptions() {
        Map<String, String> descriptions = new LinkedHashMap<>();
        byName.forEach((name, strategy) -> descriptions.put(name, strategy.description()));
        return descriptions;
    }

    /**
     * Returns the strategies of these names, each once, in the order of {@code known}; all of them for no names.
     *
     * @throws IllegalArgumentException if one is not among {@code known}
     */
    public List<Strategy> choose(List<String> names, List<String> known) {
        for (String name : names) {
            if (!known.contains(name)) {
                throw unknown(name, known);
            }
        }
        return known.stream()
                .filter(name -> names.isEmpty() || Set.copyOf(names).contains(name))
                .map(this::named)
                .toList();
    }

    private static IllegalArgumentException unknown(String name, List<String> known) {
        return new IllegalArgumentException(
                "there is no strategy \"" + name + "\" here; choose from " + String.join(", ", known));
    }
}

package dev.sqlane.lab;

import java.util.ArrayList;
import java.util.List;

/** Names of strategies that several scenarios run. */
final class KnownStrategies {
    /** Sqlane beside the ways in which people usually set SQLite up. */
    static final List<String> USUAL = List.of("sqlane", "hikari", "hikari-immediate", "hikari-split", "microsandbox");

    private static final List<String> PEERS = List.of(
            "hikari",
            "hikari-immediate",
            "hikari-split",
            "dbcp2-split",
            "agroal-split",
            "microsandbox",
            "driver-single");

    private KnownStrategies() {}

    /** Returns these, and behind them every peer that can run small transactions and reads on many threads. */
    static List<String> withAllPeers(String... own) {
        List<String> names = new ArrayList<>(List.of(own));
        names.addAll(PEERS);
        return List.copyOf(names);
    }
}

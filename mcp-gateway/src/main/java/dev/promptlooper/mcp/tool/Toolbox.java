package dev.promptlooper.mcp.tool;

import java.util.List;

/// All tools, in the order in which agents need them; the order never changes by itself, so that lists are the same at every start.
public final class Toolbox {

    private static final List<Tool> ALL = List.of(
            Definitions.tool("get_overview", SweepTools::getOverview),
            Definitions.tool("list_models", CatalogueTools::listModels),
            Definitions.tool("list_scorers", CatalogueTools::listScorers),
            Definitions.tool("list_prompts", CatalogueTools::listPrompts),
            Definitions.tool("get_prompt", CatalogueTools::getPrompt),
            Definitions.tool("save_prompt", CatalogueTools::savePrompt),
            Definitions.tool("list_datasets", CatalogueTools::listDatasets),
            Definitions.tool("get_dataset", CatalogueTools::getDataset),
            Definitions.tool("create_dataset", CatalogueTools::createDataset),
            Definitions.tool("list_experiments", LaunchTools::listExperiments),
            Definitions.tool("get_experiment", LaunchTools::getExperiment),
            Definitions.tool("create_experiment", LaunchTools::createExperiment),
            Definitions.tool("plan_sweep", LaunchTools::planSweep),
            Definitions.tool("launch_sweep", LaunchTools::launchSweep),
            Definitions.tool("list_sweeps", SweepTools::listSweeps),
            Definitions.tool("get_sweep", SweepTools::getSweep),
            Definitions.tool("wait_for_sweep", SweepTools::waitForSweep),
            Definitions.tool("steer_sweep", SweepTools::steerSweep),
            Definitions.tool("cancel_sweep", SweepTools::cancelSweep),
            Definitions.tool("get_leaderboard", ResultTools::getLeaderboard),
            Definitions.tool("compare_candidates", ResultTools::compareCandidates),
            Definitions.tool("get_verdict", VerdictTool::get),
            Definitions.tool("list_runs", ResultTools::listRuns),
            Definitions.tool("get_run", ResultTools::getRun),
            Definitions.tool("promote_prompt", CatalogueTools::promotePrompt));

    private Toolbox() {}

    public static List<Tool> all() {
        return ALL;
    }

    /// @throws IllegalArgumentException when there is none
    public static Tool tool(String name) {
        return ALL.stream()
                .filter(tool -> tool.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no tool " + name));
    }
}

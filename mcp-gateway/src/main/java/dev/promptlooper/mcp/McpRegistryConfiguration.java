package dev.promptlooper.mcp;

import dev.promptlooper.mcp.completion.Completions;
import dev.promptlooper.mcp.prompt.BadPrompt;
import dev.promptlooper.mcp.prompt.Prompts;
import dev.promptlooper.mcp.registry.Registry;
import dev.promptlooper.mcp.resource.ResourceContent;
import dev.promptlooper.mcp.resource.ResourceEntry;
import dev.promptlooper.mcp.resource.Resources;
import dev.promptlooper.mcp.resource.TemplateEntry;
import dev.promptlooper.mcp.resource.UnknownResource;
import dev.promptlooper.mcp.rest.Caller;
import dev.promptlooper.mcp.tool.SweepTools;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import java.util.List;
import java.util.Map;

/// What the gateway offers.
@Configuration(proxyBeanMethods = false)
class McpRegistryConfiguration {

    @Bean
    Registry registry() {
        return new Registry(SweepTools.all(), new NoResources(), new NoPrompts(),
                (ref, argument, value, caller) -> Completions.NONE,
                "PromptLooper finds the prompt, model and parameters to ship. Plan a sweep before you launch it, keep a budget, "
                        + "and read the leaderboard's intervals before you call a winner.");
    }

    private static final class NoResources implements Resources {
        @Override
        public List<ResourceEntry> list(Caller caller) {
            return List.of();
        }

        @Override
        public List<TemplateEntry> templates() {
            return List.of();
        }

        @Override
        public ResourceContent read(String uri, Caller caller) {
            throw new UnknownResource(uri, "there is nothing behind this URI");
        }

        @Override
        public boolean subscribable(String uri) {
            return false;
        }

        @Override
        public String revision(String uri, Caller caller) {
            throw new UnknownResource(uri, "there is nothing behind this URI");
        }
    }

    private static final class NoPrompts implements Prompts {
        @Override
        public List<Entry> list() {
            return List.of();
        }

        @Override
        public Filled get(String name, Map<String, String> arguments, Caller caller) {
            throw new BadPrompt("there is no such prompt");
        }
    }
}

import { Failure } from "../../base/failure.ts";
import type { Files } from "../files.ts";
import type { Machine, MachineQuery, Swept, Wanted } from "../machines.ts";
import { census, ofInfo, ofOurs, usageOf } from "./census.ts";
import { e2bFailure } from "./e2bFailure.ts";
import type { Fleet } from "./fleet.ts";
import { specOf, workspaceMark } from "./marks.ts";
import { sdkFiles } from "./sdkFiles.ts";

/** The list of microVMs: those of the fleet, and those that the service tells of. */
export class Roster {
  readonly #fleet: Fleet;
  readonly #workspace: string;
  #told: readonly Machine[] = [];
  readonly #usage = new Map<string, Machine["usage"]>();

  constructor(fleet: Fleet, workspace: string) {
    this.#fleet = fleet;
    this.#workspace = workspace;
  }

  list(): readonly Machine[] {
    const ours = this.#fleet.all.map((vm) => ofOurs(vm, this.#usage.get(vm.id), this.#workspace));
    const others = this.#told.filter(({ id }) => this.#fleet.find(id) === undefined);
    return [...ours, ...others].toSorted((a, b) => a.startedAt - b.startedAt);
  }

  async refresh(query?: MachineQuery): Promise<readonly Machine[]> {
    const mark = workspaceMark(this.#workspace);
    try {
      const boxes = await this.#fleet.boxes();
      const infos = await census(boxes, mark, query);
      this.#told = infos.map((info) => ofInfo(info, { mark, workspace: this.#workspace }));
      const running = this.#fleet.all.filter((vm) => vm.state === "running" && !vm.build.debug);
      await Promise.all(
        running.map(async ({ id }) => this.#usage.set(id, await usageOf(boxes, id))),
      );
    } catch (error) {
      throw e2bFailure(error, "list the sandboxes");
    }
    this.#fleet.tell();
    return this.list();
  }

  async kill(id: string): Promise<void> {
    const vm = this.#fleet.find(id);
    if (vm !== undefined) return vm.end();
    try {
      await (await this.#fleet.boxes()).kill(id);
      this.#told = this.#told.filter((one) => one.id !== id);
      this.#fleet.tell();
    } catch (error) {
      throw e2bFailure(error, "end the sandbox");
    }
  }

  async pause(id: string): Promise<void> {
    const vm = this.#fleet.find(id);
    if (vm !== undefined) return vm.pause();
    try {
      await (await this.#fleet.boxes()).pause(id);
    } catch (error) {
      throw e2bFailure(error, "pause the sandbox");
    }
    await this.refresh();
  }

  async killAll(query?: MachineQuery): Promise<readonly string[]> {
    const all = await this.refresh(query);
    const results = await Promise.allSettled(all.map(({ id }) => this.kill(id)));
    const failed = results.find((result) => result.status === "rejected");
    const ended = all.filter((_, at) => results[at]?.status === "fulfilled").map(({ id }) => id);
    if (failed !== undefined)
      throw new Failure(
        "sandboxFailed",
        `${ended.length} of ${all.length} sandboxes were ended, the others were not.`,
        {
          cause: failed.reason,
          remedy: "Try again; they end by themselves when their time is over.",
        },
      );
    return ended;
  }

  async sweep(wanted: readonly Wanted[]): Promise<Swept> {
    const specs = new Set(wanted.map(specOf));
    const kept: Machine[] = [];
    const killed: Machine[] = [];
    for (const machine of await this.refresh()) {
      if (machine.mine || (await this.#fleet.owners.isOthers(machine.id))) continue;
      if (machine.specs.some((spec) => specs.has(spec))) kept.push(machine);
      else {
        await this.kill(machine.id);
        killed.push(machine);
      }
    }
    return { kept, killed };
  }

  files(id: string): Files {
    return sdkFiles(async () => {
      const vm = this.#fleet.find(id);
      if (vm !== undefined) return vm.awake();
      return (await this.#fleet.boxes()).connect(id);
    });
  }
}

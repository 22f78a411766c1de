//! Which renderer the window gets: hardware where there is real hardware, software elsewhere.
//!
//! Decided from what the kernel says, before the toolkit starts: to ask a graphics driver takes
//! seconds where it is a slow one.

use std::env;
use std::path::Path;

use crate::model::settings::Renderer;

/// The toolkit's own setting. What stands in it already wins.
const VARIABLE: &str = "ICED_BACKEND";

const SOFTWARE: &str = "tiny-skia";
/// Where the hardware fails, software draws.
const HARDWARE: &str = "wgpu,tiny-skia";

/// Drivers of devices that draw nothing by themselves, or through a slow way around.
const NOT_REAL: [&str; 11] = [
    "vgem",
    "vkms",
    "bochs-drm",
    "bochs",
    "cirrus",
    "ast",
    "mgag200",
    "simpledrm",
    "simple-framebuffer",
    "hyperv_drm",
    "virtio_gpu",
];

/// What the toolkit is to be told; `None` where it was told by the environment.
fn choose(setting: Renderer, told: bool, hardware: impl FnOnce() -> bool) -> Option<&'static str> {
    if told {
        return None;
    }

    Some(match setting {
        Renderer::Software => SOFTWARE,
        Renderer::Hardware => HARDWARE,
        Renderer::Automatic if hardware() => HARDWARE,
        Renderer::Automatic => SOFTWARE,
    })
}

/// Tells the toolkit which renderer to use. To be called before any other thread runs.
pub fn prepare(setting: Renderer) {
    let told = env::var_os(VARIABLE).is_some_and(|value| !value.is_empty());
    let Some(choice) = choose(setting, told, has_hardware) else { return };

    if !is_alone() {
        log::error!("the renderer cannot be chosen: threads run already");
        return;
    }
    log::info!("renderer: {choice}");
    // SAFETY: the environment may be written while nothing reads it. No other thread runs: where the
    // system can say so it was asked just above, and `main` calls this before it starts any.
    #[allow(unsafe_code)]
    unsafe {
        env::set_var(VARIABLE, choice);
    }
}

/// Whether this is the only thread, as far as the system says.
fn is_alone() -> bool {
    match std::fs::read_dir("/proc/self/task") {
        Ok(tasks) => tasks.count() == 1,
        Err(_) => !cfg!(target_os = "linux"),
    }
}

#[cfg(target_os = "linux")]
fn has_hardware() -> bool {
    has_render_node(Path::new("/sys/class/drm"))
}

/// Their own systems always have a driver that draws, in software at the worst.
#[cfg(not(target_os = "linux"))]
fn has_hardware() -> bool {
    true
}

/// Whether the kernel has a device that draws, by the drivers of its render nodes.
#[cfg_attr(not(target_os = "linux"), allow(dead_code))]
fn has_render_node(drm: &Path) -> bool {
    let Ok(entries) = std::fs::read_dir(drm) else { return false };

    entries.filter_map(Result::ok).any(|entry| {
        let is_node = entry.file_name().to_string_lossy().starts_with("renderD");
        let driver = entry.path().join("device/driver");
        is_node
            && driver.read_link().is_ok_and(|driver| {
                let name = driver.file_name().map(|it| it.to_string_lossy().into_owned());
                name.is_some_and(|name| !NOT_REAL.contains(&name.as_str()))
            })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_setting_wins_over_the_machine_and_the_environment_over_both() {
        let cases = [
            (Renderer::Automatic, false, true, Some(HARDWARE)),
            (Renderer::Automatic, false, false, Some(SOFTWARE)),
            (Renderer::Hardware, false, false, Some(HARDWARE)),
            (Renderer::Software, false, true, Some(SOFTWARE)),
            (Renderer::Hardware, true, true, None),
        ];

        for (setting, told, hardware, expected) in cases {
            assert_eq!(
                choose(setting, told, || hardware),
                expected,
                "{setting:?} {told} {hardware}"
            );
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_device_is_known_by_its_driver() {
        use std::fs::create_dir_all;
        use std::os::unix::fs::symlink;

        for (node, driver, real) in [
            ("renderD128", "amdgpu", true),
            ("renderD128", "vgem", false),
            ("card0", "amdgpu", false),
        ] {
            let folder = tempfile::tempdir().expect("a folder");
            let device = folder.path().join(node).join("device");
            create_dir_all(&device).expect("room");
            symlink(Path::new("/sys/bus/pci/drivers").join(driver), device.join("driver"))
                .expect("room");

            assert_eq!(has_render_node(folder.path()), real, "{node} {driver}");
        }
        assert!(!has_render_node(Path::new("/nonexistent")));
    }
}
